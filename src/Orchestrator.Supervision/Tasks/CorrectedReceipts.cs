using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.Tasks;

/// <summary>
/// A receipt on paper comes in after the document was deemed received (§3.2): the receipt is what the paper says, and
/// every date that is still owed on it is computed again. Whoever was told a date never gets an earlier one (§3.8).
/// </summary>
public sealed class CorrectedReceipts(FollowedDates dates, CalendarLetters letters, RuleBook rules, Turn turn)
{
    /// <summary>
    /// The receipt, locked, and before it whatever follows from it; null where the document was not deemed received.
    /// </summary>
    internal async Task<(Guid Id, DateOnly On)?> Deemed(Tx tx, PaperReceipt.Request request, CancellationToken stop)
    {
        var deemed = await tx.QueryOne($"""
            SELECT id FROM supervision.receipt
            WHERE subject_id = {request.Subject} AND document = {request.Document.ToString()} AND kind = 'Deemed'
            """, row => (Guid?)row.GetGuid(0), stop);
        if (deemed is null)
            return null;
        await dates.Hold(tx, deemed, stop);
        return await tx.QueryOne($"""
            SELECT id, received_on FROM supervision.receipt WHERE id = {deemed} AND kind = 'Deemed' FOR UPDATE
            """, row => ((Guid, DateOnly)?)(row.GetGuid(0), row.GetFieldValue<DateOnly>(1)), stop);
    }

    internal async Task Write(
        Tx tx, (Guid Id, DateOnly On) deemed, Arrival paper, Step step, CancellationToken stop)
    {
        // The dates of duties and items that began with it follow by their foreign keys.
        await tx.Execute($"""
            UPDATE supervision.receipt
            SET kind = {paper.Kind.ToString()}, received_on = {paper.On}, recorded_at = {step.At.ToUniversalTime()},
                recorded_by = {step.Actor.Key}
            WHERE id = {deemed.Id}
            """, stop);
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = "CorrectReceipt",
            Kind = paper.Subject.Kind,
            Subject = paper.Subject.Id,
            Detail = Json.Of(
            [
                KeyValuePair.Create("deemedOn", JsonSerializer.SerializeToElement(deemed.On)),
                KeyValuePair.Create("receivedOn", JsonSerializer.SerializeToElement(paper.On)),
                KeyValuePair.Create("explanation", Json.Of(string.Create(CultureInfo.InvariantCulture,
                    $"视为签收{deemed.On:yyyy-MM-dd}更正为{paper.On:yyyy-MM-dd}"))),
            ]),
        }], stop);
        var again = await RecomputedDates.OfReceipt(tx, deemed.Id, (rules, step.At), stop);
        var moves = await MovedDate.Of(tx, (again, rules), stop);
        await dates.Follow(tx, again, stop);
        await MovedDates.Record(tx, moves, step, stop);
        await letters.SendReceipt(tx, (paper, moves), step, stop);
        await turn.Advance(tx, stop);
    }
}
