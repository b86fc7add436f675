using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Ledger;

/// <summary>
/// An activity that touches our own database: the open door of <see cref="Effect.Ledger"/>. Registered once per type;
/// takes a <b>set</b> of calls within the turn's transaction, reads its rows with one statement, decides with a pure
/// function and writes with one statement per table, so that a turn stays a fixed number of statements.
/// </summary>
public interface ILedgerActivity
{
    /// <summary>What the designer shows and the publish check holds.</summary>
    ActivityDescription Description { get; }

    /// <summary>
    /// Outcomes in the order of <paramref name="calls"/>. Throwing poisons the batch: refuse with Failed instead.
    /// </summary>
    Task<IReadOnlyList<EffectOutcome>> Run(Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop);

    /// <summary>
    /// Waits that this activity once answered with <see cref="EffectOutcome.Waits"/> and that the turn has taken
    /// back: the branch was cancelled, the instance ended, or the wait lapsed. Its own rows end in the same
    /// transaction. Waits that were resumed by an answer are not named here.
    /// </summary>
    Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop);
}

/// <summary>A wait that ended without an answer.</summary>
/// <param name="Instance">Whose wait it was.</param>
/// <param name="Bookmark">Which of its waits.</param>
/// <param name="Lapsed">True when its instant passed, false when the process took it back.</param>
/// <param name="At">The business clock of the turn, UTC.</param>
public sealed record ReleasedWait(InstanceId Instance, BookmarkId Bookmark, bool Lapsed, DateTimeOffset At);

/// <summary>One call of a ledger activity.</summary>
public sealed record LedgerCall
{
    public required InstanceId Instance { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public string? CorrelationId { get; init; }
    public required ActivityId Activity { get; init; }

    /// <summary>Reserved for handlers that answer <see cref="EffectOutcome.Waits"/>.</summary>
    public required BookmarkId Bookmark { get; init; }
    public required ImmutableDictionary<string, JsonElement> Inputs { get; init; }

    /// <summary>The request of another system that led to it; null where none did, or nobody knows.</summary>
    public Guid? Request { get; init; }

    /// <summary>The business clock at the start of the turn, UTC.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>A domain activity as the toolbox shows it, in Chinese.</summary>
public sealed record ActivityDescription
{
    /// <summary>For instance <c>Supervision.OpenTask</c>.</summary>
    public required string Type { get; init; }
    public required string DisplayName { get; init; }
    public required string Category { get; init; }
    public required string Description { get; init; }
    public ImmutableArray<InputDescription> Inputs { get; init; } = [];
    public ImmutableArray<OutputDescription> Outputs { get; init; } = [];

    /// <summary>The outcomes it may complete with; none means Done.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>True when it may wait for a person or a date: a loop through it is not a busy loop.</summary>
    public bool MayWait { get; init; }

    /// <summary>Inputs of which one must be set, else it waits without a deadline (WF133); none: it needs none.
    /// </summary>
    public ImmutableArray<string> Deadlines { get; init; } = [];

    /// <summary>The input that makes it end by time, with the outcome <c>Lapsed</c>; null: there is none.</summary>
    public string? LapsesBy { get; init; }

    /// <summary>True when somebody hears of it, or a case changes by it: an escalation (WF134).</summary>
    public bool Tells { get; init; }
}

/// <param name="Name">PascalCase; camelCase in the definition's JSON.</param>
/// <param name="TypeName">Elsa's alias: String, Int32, Boolean, Object, …</param>
/// <param name="DisplayName">Chinese.</param>
/// <param name="Description">Chinese; unit and default.</param>
/// <param name="IsRequired">The publish check refuses a definition that leaves it unset.</param>
public sealed record InputDescription(
    string Name, string TypeName, string DisplayName, string Description, bool IsRequired);

public sealed record OutputDescription(string Name, string TypeName, string DisplayName, string Description);
