using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Interviews;

/// <summary>An interview about to be proposed; the unit inspection is locked by the caller.</summary>
public sealed record NewInterview
{
    /// <summary>The unit inspection, or an object of it.</summary>
    public required Case Subject { get; init; }
    public required InterviewCause Cause { get; init; }
    public required InterviewGround Ground { get; init; }

    /// <summary>What the unit did or left undone, as the notice will say it.</summary>
    public required string Fact { get; init; }

    /// <summary>The second order that was missed; null for a proposal by the director.</summary>
    public Guid? Order { get; init; }
}

/// <summary>Proposes interviews (§8 L4): the director decides, a number comes only with the notice.</summary>
public sealed class OpenInterviews(WorkflowClient workflows, RuleBook rules)
{
    /// <summary>False: one of this unit and campaign is under way already; there is none beside it.</summary>
    public async Task<bool> Propose(Tx tx, NewInterview interview, Step step, CancellationToken stop)
    {
        var id = Guid.CreateVersion7(step.At);
        var profile = await Profile(tx, interview.Subject, stop);
        var pinned = await rules.Read(tx, interview.Subject.Calendar, profile, stop);
        var proposedOn = ShanghaiTime.DateOf(step.At);
        if (await Insert(tx, id, (interview, profile, InterviewDates.HoldBy(proposedOn, pinned)), step, stop) == 0)
            return false;
        await AuditEntry.Write(tx, [Entry(id, interview, step)], stop);
        await workflows.Start(tx, new StartRequest
        {
            Definition = new DefinitionId("interview"),
            Key = $"interview:{id:N}",
            CorrelationId = id.ToString(),
            Case = interview.Subject.UnitInspection.ToString(),
            Input = Json.Nothing.Add("interviewId", JsonSerializer.SerializeToElement(id)),
        }, stop);
        return true;
    }

    /// <summary>
    /// The version that the case is pinned to; a case from before interviews had numbers takes them from the newest of
    /// its profile.
    /// </summary>
    private async Task<ProfileVersion> Profile(Tx tx, Case subject, CancellationToken stop)
    {
        var pinned = await rules.ReadProfile(tx, subject.Profile, stop);
        return pinned.Rules.ContainsKey(Timers.Interview)
            ? subject.Profile
            : await CurrentRules.Profile(tx, subject.Profile.Name, stop) ?? subject.Profile;
    }

    private static Task<int> Insert(
        Tx tx, Guid id, (NewInterview New, ProfileVersion Profile, Deadline HoldBy) begun, Step step,
        CancellationToken stop)
    {
        var (interview, profile, holdBy) = begun;
        return tx.Execute($"""
            INSERT INTO supervision.interview
                (id, campaign_id, unit_inspection_id, unit_code, cause, ground, fact, order_id, profile_name,
                 profile_version, proposed_at, proposed_by, hold_by, hold_by_explanation, state, state_since)
            SELECT {id}, {interview.Subject.Campaign}, {interview.Subject.UnitInspection}, inspection.unit_code,
                   {interview.Cause.ToString()}, {interview.Ground.ToString()}, {interview.Fact}, {interview.Order},
                   {profile.Name}, {profile.Number}, {step.At.ToUniversalTime()}, {step.Actor.Key}, {holdBy.DueOn},
                   {holdBy.Explanation}, {nameof(InterviewState.Proposed)}, {step.At.ToUniversalTime()}
            FROM supervision.unit_inspection AS inspection
            WHERE inspection.id = {interview.Subject.UnitInspection}
              AND NOT EXISTS (
                    SELECT FROM supervision.interview AS running
                    WHERE running.unit_inspection_id = inspection.id
                      AND running.state NOT IN ('CommitmentMet', 'CommitmentMissed', 'NotAttended', 'Cancelled'))
            """, stop);
    }

    private static AuditEntry Entry(Guid id, NewInterview interview, Step step) => new()
    {
        At = step.At,
        Actor = step.Actor,
        Act = "ProposeInterview",
        Kind = CaseKind.Interview,
        Subject = id,
        After = nameof(InterviewState.Proposed),
        Detail = Json.Of(
        [
            KeyValuePair.Create("what", Json.Of(InterviewMoves.Label(interview.Ground))),
            KeyValuePair.Create("explanation", Json.Of(interview.Fact)),
        ]),
    };
}
