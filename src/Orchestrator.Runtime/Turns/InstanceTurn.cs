using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// One instance during one turn, in memory: decides its commands one after the other, and between two of them waits
/// until everything it asked for has been answered.
/// </summary>
internal sealed class InstanceTurn
{
    private static readonly ImmutableDictionary<BookmarkId, Bookmark> NoWaits =
        ImmutableDictionary<BookmarkId, Bookmark>.Empty;

    private static readonly JsonElement Lapsed = Json.Parse("""{"outcome":"Lapsed"}""");

    private readonly Queue<InboxRow> commands;
    private readonly Dictionary<EffectId, Effect.Ledger> calls = [];
    private readonly List<JournalStep> steps = [];
    private readonly List<Effect> asked = [];
    private readonly List<Command.Outcome> answers = [];
    private readonly List<(string Type, ReleasedWait Wait)> released = [];
    private readonly List<InboxRow> kept = [];
    private readonly List<InboxRow> unheard = [];
    private readonly List<OperationAnswer> operations = [];
    private readonly Dictionary<DefinitionVersion, PublishedWorkflow> targets = [];
    private readonly bool wasStopped;
    private bool isStopped;
    private Decision.Rejected? refusal;
    private bool outstanding;

    /// <exception cref="Exception">A newer server stored what this one cannot read.</exception>
    public InstanceTurn(Claimed claimed, PublishedWorkflow workflow)
    {
        Claimed = claimed;
        Workflow = Began = workflow;
        commands = new Queue<InboxRow>(claimed.Commands);
        Before = claimed.State is { } stored ? EngineJson.Deserialize(stored) : InstanceState.None;
        State = Before;
        wasStopped = IsStopped(Enum.Parse<InstanceSubStatus>(claimed.SubStatus));
        isStopped = wasStopped;
    }

    public Claimed Claimed { get; }

    /// <summary>The version with which the turn began.</summary>
    public PublishedWorkflow Began { get; }

    /// <summary>The version by which it is decided now: another one behind a migration.</summary>
    public PublishedWorkflow Workflow { get; private set; }

    /// <summary>Versions that its commands want to go over to; whoever runs the turn makes them known.</summary>
    public IEnumerable<DefinitionVersion> Targets =>
        Claimed.Commands.Select(row => row.Target).OfType<DefinitionVersion>();

    /// <summary>Which publications its children may see: with a newer version of its own, those up to it too.</summary>
    public long PinnedAt => Workflow == Began ? Claimed.PinnedAt : Math.Max(Claimed.PinnedAt, Workflow.Sequence);

    public InstanceState Before { get; }

    public InstanceState State { get; private set; }

    /// <summary>False while an incident stops it or a person holds it: commands are kept meanwhile.</summary>
    public bool IsAwake => !isStopped && !State.IsPaused;

    /// <summary>False when every command was dropped or kept: then nothing is recorded.</summary>
    public bool Happened => steps.Count > 0;

    /// <summary>True when a parked instance was taken back whose history knows nothing of its parking.</summary>
    public bool WasWoken { get; private set; }

    public ImmutableArray<JournalStep> Steps => [.. steps];

    /// <summary>Waits of ledger activities that ended without an answer, with the activity's type.</summary>
    public IReadOnlyList<(string Type, ReleasedWait Wait)> Released => released;

    /// <summary>Commands that must wait for the retry of an incident.</summary>
    public IReadOnlyList<InboxRow> Parked => isStopped ? kept : [];

    /// <summary>Commands that must wait until a person lets the instance go on.</summary>
    public IReadOnlyList<InboxRow> Held => isStopped ? [] : kept;

    /// <summary>What became of a person's own acts.</summary>
    public IReadOnlyList<OperationAnswer> Operations => operations;

    /// <summary>Events whose wait had ended: kept for this instance's next wait of that name.</summary>
    public IReadOnlyList<InboxRow> Unheard => unheard;

    /// <summary>What it waits for, as it stands in the tables.</summary>
    public ImmutableDictionary<BookmarkId, Bookmark> WaitsBefore =>
        wasStopped ? NoWaits : Before.Bookmarks;

    /// <summary>
    /// What it will wait for. A stopped instance waits for nothing until its incident is retried; a paused one waits
    /// on, so that nothing that comes for it goes to somebody else.
    /// </summary>
    public ImmutableDictionary<BookmarkId, Bookmark> WaitsAfter =>
        !isStopped && State.Status == InstanceStatus.Running ? State.Bookmarks : NoWaits;

    /// <summary>Incidents that a person must look at; after a final end there are none.</summary>
    public ImmutableArray<Incident> OpenIncidents =>
        State.Status == InstanceStatus.Running || State.SubStatus == InstanceSubStatus.Faulted ? State.Incidents : [];

    public string TypeOf(ActivityId activity) => Workflow.Find(activity)?.Type ?? "";

    public void Know(PublishedWorkflow target) => targets[target.Version] = target;

    /// <summary>The turn failed: nothing of it happened, and the failure is what a person sees.</summary>
    /// <returns>False when the history cannot tell of it, because it has not begun.</returns>
    public bool Park(Problem problem)
    {
        kept.AddRange(commands.Where(row => !row.IsWish));
        commands.Clear();
        return Before != InstanceState.None && Decide(new Command.Park(problem.Code, problem.Message));
    }

    /// <summary>The answer to an effect that has an id. They are decided in the order in which they come.</summary>
    public void Answer(EffectId effect, EffectOutcome outcome) => answers.Add(new Command.Outcome(effect, outcome));

    /// <summary>Decides as far as it can, and says what the world is asked meanwhile.</summary>
    public ImmutableArray<Effect> Proceed()
    {
        asked.Clear();
        outstanding = false;
        foreach (var answer in answers)
            TakeAnswer(answer);
        answers.Clear();
        while (!outstanding && commands.TryDequeue(out var row))
        {
            var wasAwake = IsAwake;
            Take(row);
            if (!wasAwake && IsAwake)
                TakeUp();
        }

        return [.. asked];
    }

    private void TakeAnswer(Command.Outcome answer)
    {
        if (Decide(answer) || answer.Result is not EffectOutcome.Waits)
            return;

        // The activity that asked was cancelled by an earlier answer of this round: its wait never began.
        if (calls.TryGetValue(answer.Effect, out var call))
            Release(call.ActivityType, call.Bookmark, lapsed: false);
    }

    private void Take(InboxRow row)
    {
        var command = CommandOf(row);
        if (!IsAwake && command is not (Command.Retry or Command.Cancel or Command.Operate))
        {
            kept.Add(row);
            return;
        }

        if (command is Command.Operate operate)
        {
            Operate(operate);
            return;
        }

        // The timer rang for an instant that its wait has left meanwhile: the new one is written with this turn.
        if (row.Kind is InboxKind.Lapse or InboxKind.Timer && InstantOf(row.Bookmark!.Value) > Claimed.Now)
            return;
        if (command is Command.Retry { Faulted.Value: 0 } && !State.Incidents.Any(incident => incident.Id == default))
            (WasWoken, isStopped) = (true, false);
        else if (!Decide(command, row.Kind) && row.Kind == InboxKind.Event && State.Status == InstanceStatus.Running)
            unheard.Add(row);
    }

    /// <summary>It goes on within this turn: what it kept until here comes before what came later.</summary>
    private void TakeUp()
    {
        InboxRow[] later = [.. commands];
        commands.Clear();
        foreach (var row in kept.Concat(later))
            commands.Enqueue(row);
        kept.Clear();
    }

    private void Operate(Command.Operate operate)
    {
        Problem? problem = null;
        if (isStopped && !IsStopped(State.SubStatus))
            problem = new Problem("RT180", Claimed.Id.ToString(), "期望流程没有因异常停下，实际停着；请先重试该异常。");
        else if (!Decide(operate))
            problem = new Problem(refusal!.Code, Claimed.Id.ToString(), refusal.Reason);
        operations.Add(new OperationAnswer(Claimed.Id, problem));
    }

    private DateTimeOffset? InstantOf(BookmarkId wait) => State.Bookmarks.GetValueOrDefault(wait)?.For switch
    {
        Stimulus.Time time => time.DueAt,
        Stimulus.Ledger ledger => ledger.Until,
        _ => null,
    };

    private bool Decide(Command command, string kind = InboxKind.Command)
    {
        var target = command is Command.Operate { What: Operation.Migrate migrate }
            ? targets.GetValueOrDefault(migrate.To)
            : null;
        var moment = new Moment(Claimed.Now, Claimed.Seed + (ulong)steps.Count, Scripts.Evaluate)
        {
            Target = target?.Compiled,
        };
        var decision = Decider.Decide(Workflow.Compiled, State, command, moment);
        refusal = decision as Decision.Rejected;
        if (decision is not Decision.Accepted accepted)
            return false;
        steps.Add(new JournalStep(command, accepted.Events));
        foreach (var effect in accepted.Effects)
            Ask(effect);
        ReleaseEnded(State, accepted.State, command, kind);
        State = accepted.State;
        Workflow = target ?? Workflow;
        isStopped = IsStopped(State.SubStatus);
        return true;
    }

    private void Ask(Effect effect)
    {
        asked.Add(effect);
        outstanding |= effect is Effect.Ledger or Effect.StartChildren;
        if (effect is Effect.Ledger ledger)
            calls[ledger.Id] = ledger;
    }

    private void ReleaseEnded(InstanceState before, InstanceState after, Command command, string kind)
    {
        if (ReferenceEquals(before.Bookmarks, after.Bookmarks))
            return;
        var resumed = (command as Command.Resume)?.Bookmark;
        foreach (var (id, bookmark) in before.Bookmarks)
        {
            if (bookmark.For is not Stimulus.Ledger || after.Bookmarks.ContainsKey(id))
                continue;
            if (resumed != id || kind == InboxKind.Lapse)
                Release(TypeOf(bookmark.Activity), id, lapsed: resumed == id);
        }
    }

    private void Release(string type, BookmarkId bookmark, bool lapsed) =>
        released.Add((type, new ReleasedWait(Claimed.Id, bookmark, lapsed, Claimed.Now)));

    private static bool IsStopped(InstanceSubStatus subStatus) =>
        subStatus is InstanceSubStatus.Interrupted or InstanceSubStatus.Faulted;

    private static Command CommandOf(InboxRow row) => row.Kind switch
    {
        InboxKind.Command => EngineJson.DeserializeCommand(row.Payload),
        InboxKind.Timer => new Command.Resume(row.Bookmark!.Value, Json.Null),
        InboxKind.Lapse => new Command.Resume(row.Bookmark!.Value, Lapsed),
        InboxKind.Resume or InboxKind.Event =>
            new Command.Resume(row.Bookmark!.Value, JsonElement.Parse(row.Payload ?? "null"u8.ToArray())),
        _ => throw new InvalidOperationException(
            $"inbox.kind '{row.Kind}' is not known here: a newer server wrote it. Retry once all servers are new"),
    };
}
