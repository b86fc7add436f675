using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Interviews;

namespace Orchestrator.Supervision.Reads;

/// <summary>An interview as the page of a case shows it.</summary>
public sealed record CaseInterview
{
    public required Guid Id { get; init; }
    public required InterviewGround Ground { get; init; }
    public required string Fact { get; init; }
    public required InterviewState State { get; init; }

    /// <summary>Null before the notice.</summary>
    public DateOnly? MeetsOn { get; init; }

    /// <summary>The last day of the commitments; null before it was held.</summary>
    public DateOnly? PromisedUntil { get; init; }

    /// <summary>Null while it is not over.</summary>
    public string? EndReason { get; init; }
}

/// <summary>约谈 of one unit's case; whoever may read the case may read them.</summary>
public static class CaseInterviews
{
    /// <summary>The newest first.</summary>
    public static Task<IReadOnlyList<CaseInterview>> Of(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT id, ground, fact, state, meets_on, promised_until, end_reason
        FROM supervision.interview
        WHERE unit_inspection_id = {inspection}
        ORDER BY proposed_at DESC
        """, row => new CaseInterview
    {
        Id = row.GetGuid(0),
        Ground = Enum.Parse<InterviewGround>(row.GetString(1)),
        Fact = row.GetString(2),
        State = Enum.Parse<InterviewState>(row.GetString(3)),
        MeetsOn = row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
        PromisedUntil = row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5),
        EndReason = row.IsDBNull(6) ? null : row.GetString(6),
    }, stop);
}
