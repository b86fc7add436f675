using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>The calendar that the cases of a campaign are pinned to (docs/adr/0004).</summary>
internal static class CampaignCalendar
{
    /// <summary>
    /// Everything that is computed from now on in a campaign that is not closed goes by the new calendar.
    /// </summary>
    public static async Task Move(Tx tx, CalendarVersion calendar, Step step, CancellationToken stop)
    {
        var moved = await tx.Query($"""
            UPDATE supervision.campaign SET calendar_version = {calendar.Number}
            WHERE state NOT IN ('Closed', 'Archived')
            RETURNING id
            """, row => row.GetGuid(0), stop);
        await AuditEntry.Write(tx, [.. moved.Select(campaign => new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = "ChangeCalendar",
            Kind = CaseKind.InspectionCampaign,
            Subject = campaign,
            Detail = Json.Of(
            [
                KeyValuePair.Create("calendarVersion", Json.Of((long)calendar.Number)),
                .. step.Detail.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)),
            ]),
        })], stop);
    }
}
