using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Ladder;

/// <summary>A duty that begins with a receipt.</summary>
public sealed record NewObligation
{
    public required Guid Id { get; init; }
    public required Duty Duty { get; init; }
    public required Case Subject { get; init; }
    public Guid? Item { get; init; }
    public Guid? Order { get; init; }
    public required Guid Receipt { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public required Deadline Deadline { get; init; }
    public required DateTimeOffset Now { get; init; }
}

/// <summary>
/// 须报事项: rows that ladders accompany. A change here resumes the ladder that waits, in the same transaction.
/// </summary>
public sealed class Obligations
{
    public Task Begin(Tx tx, IReadOnlyList<NewObligation> duties, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>The duties of these kinds of one unit inspection are fulfilled; their ladders end.</summary>
    public Task Fulfil(
        Tx tx, Guid unitInspection, IReadOnlyList<Duty> duties, DateTimeOffset now, CancellationToken stop) =>
        throw new NotImplementedException();
}
