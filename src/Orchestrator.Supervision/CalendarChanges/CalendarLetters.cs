using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>
/// M-33: one to each unit per inspection with all its dates that got later, and M-33.Office to whoever an office task
/// is put to. Its template is that of the newest process: cases that run have versions from before there was one.
/// </summary>
public sealed class CalendarLetters(LetterRoom letters, DefinitionStore definitions)
{
    internal async Task Send(Tx tx, CalendarChange change, Step step, CancellationToken stop)
    {
        if (change.Moves.IsEmpty
            || await definitions.Newest(tx, new DefinitionId("campaign"), stop) is not { } definition)
            return;
        var told = change.Moves.Where(move => !move.IsWait).ToList();
        var inspections = await CaseRows.Read(tx,
            [.. told.Select(move => move.Subject.UnitInspection).OfType<Guid>()], stop);
        var toUnits = told.Where(move => move.OfOffice is null)
            .GroupBy(move => inspections[move.Subject.UnitInspection!.Value])
            .Select(unit => Letter("M-33", unit.Key, unit, change) with { Definition = definition, Now = step.At });
        var toOffice = told.Where(move => move.OfOffice is not null)
            .GroupBy(move => (Of(move, inspections), move.OfOffice!.Role, move.OfOffice.UnitCode, move.OfOffice.Person))
            .Select(one => Letter("M-33.Office", one.Key.Item1, one, change) with
            {
                Definition = definition,
                Now = step.At,
                Task = Asked(one.First().OfOffice!).AskedOf(one.Key.Item1, step.At),
            });
        await letters.Send(tx, [.. toUnits, .. toOffice], stop);
    }

    /// <summary>M-33.Receipt, where the correction of a receipt makes a date later.</summary>
    internal async Task SendReceipt(
        Tx tx, (Arrival Paper, IReadOnlyList<MovedDate> Moves) corrected, Step step, CancellationToken stop)
    {
        if (corrected.Moves.Count == 0
            || await definitions.Newest(tx, new DefinitionId("campaign"), stop) is not { } definition)
            return;
        var on = corrected.Paper.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await letters.Send(tx, [new LetterOrder
        {
            Letter = "M-33.Receipt",
            Subject = corrected.Paper.Subject,
            Definition = definition,
            Occasion = $"receipt:{on}",
            Now = step.At,
            Fields = Json.Nothing
                .Add("receivedOn", Json.Of(on))
                .Add("moves", Json.Of(corrected.Moves.Select(Line))),
        }], stop);
    }

    private static Case Of(MovedDate move, IReadOnlyDictionary<Guid, Case> inspections) =>
        move.Subject.UnitInspection is { } inspection ? inspections[inspection] : move.Subject;

    /// <summary>
    /// Nobody's post is that of a verifier: the case officers are told. One letter tells of tasks of several owners, so
    /// it goes to the post alone.
    /// </summary>
    private static DatedTask Asked(DatedTask task) => task with
    {
        Role = task.Role == AssigneeRole.Verifier ? AssigneeRole.CaseOfficer : task.Role,
        Owner = null,
    };

    private static LetterOrder Letter(
        string letter, Case subject, IEnumerable<MovedDate> moves, CalendarChange change) => new()
        {
            Letter = letter,
            Subject = subject,
            Definition = default,
            Occasion = string.Create(CultureInfo.InvariantCulture,
                $"calendar:{change.Version.Number}:{moves.First().OfOffice?.Role}"),
            Now = default,
            Fields = Json.Nothing
                .Add("year", Json.Of((long)change.Year))
                .Add("moves", Json.Of(moves.Select(Line))),
        };

    private static JsonElement Line(MovedDate move) => Json.Of(
    [
        KeyValuePair.Create("what", Json.Of(move.What)),
        KeyValuePair.Create("from", JsonSerializer.SerializeToElement(move.From)),
        KeyValuePair.Create("to", JsonSerializer.SerializeToElement(move.To)),
        KeyValuePair.Create("explanation", Json.Of(move.Explanation)),
    ]);
}
