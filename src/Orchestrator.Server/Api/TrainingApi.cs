using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>演练时钟: for administrators. A call returns when everything that came due has happened.</summary>
internal static class TrainingApi
{
    public sealed record Move(DateTimeOffset? To = null, bool Next = false);

    /// <summary>Further than any case; a clock that went there cannot come back.</summary>
    private const int MostYears = 5;

    public static void MapTraining(this RouteGroupBuilder v1)
    {
        v1.MapGet("/training/clock", async (BusinessClock clock, TrainingWalk walk, CancellationToken stop) =>
            Results.Ok(new { Now = clock.GetUtcNow(), clock.IsTraining, NextDue = await walk.NextDue(stop) }))
            .ForWhoeverIsKnown().WithTags("演练").WithSummary("业务时钟，以及下一个到期的时刻");
        v1.MapPost("/training/clock", async (
            Move body, BusinessClock clock, TrainingWalk walk, CancellationToken stop) =>
        {
            var wanted = body.Next ? await walk.NextDue(stop) : body.To;
            if (clock.IsTraining && (wanted is not { } at || at > clock.GetUtcNow().AddYears(MostYears)))
                return ApiProblems.Refused(new Problem("AP002", "to",
                    $"请给出要拨到的时刻（to，{MostYears}年以内），或者 next；目前没有待到的期限。"));
            return await walk.To((wanted ?? clock.GetUtcNow()).ToUniversalTime(), stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.Ok(new { Now = clock.GetUtcNow(), NextDue = await walk.NextDue(stop) });
        }).ForHoldersOf(Act.ManageUsers).WithTags("演练").WithSummary("拨动演练时钟，返回时到期的都已办完");
    }
}
