using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>The table of a year, new or corrected: first what it would change, then the change.</summary>
internal static class CalendarApi
{
    /// <param name="Csv">
    /// The file, with the columns date, name, day_type, is_workday, is_statutory_day, source, status.
    /// </param>
    /// <param name="Reason">The notice, or what was corrected.</param>
    public sealed record Table(string Csv, string Reason);

    public static void MapCalendarImport(this RouteGroupBuilder v1)
    {
        v1.MapPost("/calendar/{year:int}/preview", async (
            int year, Table body, By by, ImportCalendar import, CancellationToken stop) =>
            Answer(await import.Preview(Asked(year, body, by), stop)))
            .ForHoldersOf(Act.ImportCalendar).WithTags("期限")
            .WithSummary("预览一年的放假安排：哪些日子变化，哪些期限顺延；什么也不改");
        v1.MapPut("/calendar/{year:int}", async (
            int year, Table body, By by, ImportCalendar import, CancellationToken stop) =>
            Answer(await import.Run(Asked(year, body, by), stop)))
            .ForHoldersOf(Act.ImportCalendar).WithTags("期限")
            .WithSummary("导入或更正一年的放假安排：未到的期限重新推算，只顺延不提前，并告知单位和承办人");
    }

    private static ImportCalendar.Request Asked(int year, Table body, By by) =>
        new() { Actor = by.Actor, Year = year, Csv = body.Csv, Reason = body.Reason };

    private static IResult Answer((CalendarChange? Change, ImmutableArray<Problem> Problems) answer) =>
        answer.Change is not { } change ? ApiProblems.Refused(answer.Problems) : Results.Ok(new
        {
            change.Year,
            Version = change.Version.Number,
            change.IsNew,
            change.Days,
            Moves = change.Moves.Select(move => new
            {
                move.Unit,
                move.Campaign,
                Subject = new { move.Subject.Kind, move.Subject.Id },
                move.What,
                move.From,
                move.To,
                move.Explanation,
            }),
        });
}
