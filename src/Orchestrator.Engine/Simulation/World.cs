using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Simulation;

/// <summary>
/// Everything around the decider, in memory and on a virtual clock: instances, waits, timers, events that nobody heard
/// yet, children, tasks. It keeps no promise of durability; it is how the engine is tried by itself.
/// </summary>
public sealed class World(Evaluate evaluate, DateTimeOffset now)
{
    /// <summary>Rounds of outcomes in one turn: a loop through activities that never wait ends here.</summary>
    private const int Rounds = 50;

    private readonly Dictionary<DefinitionId, List<CompiledWorkflow>> definitions = [];
    private readonly List<WorldInstance> instances = [];
    private readonly List<WorldEvent> kept = [];
    private readonly List<WorldTrigger> triggers = [];
    private readonly Queue<Action> inbox = [];
    private int turns;

    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>In the order in which they began.</summary>
    public IReadOnlyList<WorldInstance> Instances => instances;

    /// <summary>Domain activities by type. A type without one completes with Done.</summary>
    public Dictionary<string, Func<Effect.Ledger, EffectOutcome>> Ledger { get; } = [];

    /// <summary>Sees every command that was decided: the state before, the command, the decision.</summary>
    public Action<InstanceState, Command, Decision> Decided { get; set; } = (_, _, _) => { };

    /// <summary>What WriteLine wrote, over all instances.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Waits for an instant, those of triggers included.</summary>
    public int PendingTimers => Due().Count() + triggers.Count(trigger => trigger.DueAt is not null);

    /// <summary>A new newest version; what runs keeps its own.</summary>
    public void Publish(WorkflowDefinition definition)
    {
        var compiled = CompiledWorkflow.Of(definition, used => Newest(used.Definition)?.Definition);
        if (!definitions.TryAdd(definition.Id, [compiled]))
            definitions[definition.Id].Add(compiled);
        triggers.RemoveAll(trigger => trigger.Workflow.Definition.Id == definition.Id);
        triggers.AddRange(
            definition.Triggers().Select(trigger => new WorldTrigger(compiled, trigger, Now)));
    }

    /// <summary>Null where nothing of that name is published, or its activation strategy lets no more begin.</summary>
    public WorldInstance? Start(Command.Start start)
    {
        if (Newest(start.Definition.Definition) is not { } workflow)
            return null;
        var begun = Admit(workflow, start);
        Settle();
        return begun;
    }

    /// <summary>To every definition it starts, then to everybody who waits for it; kept where nobody does.</summary>
    public void Raise(WorldEvent raised)
    {
        Deliver(raised);
        Settle();
    }

    /// <summary>Moves the clock; what falls due on the way happens at its own instant, in order.</summary>
    public void Advance(TimeSpan span)
    {
        var until = Now + span;
        while (NextDue() is { } due && due.At <= until)
        {
            Now = due.At > Now ? due.At : Now;
            due.Fire();
            Settle();
        }

        Now = until;
    }

    /// <summary>Gives one command to one instance and runs whatever follows.</summary>
    /// <returns>False when it was rejected.</returns>
    public bool Give(WorldInstance instance, Command command)
    {
        var accepted = Decide(instance, command);
        Settle();
        return accepted;
    }

    private CompiledWorkflow? Newest(DefinitionId id) =>
        definitions.TryGetValue(id, out var versions) ? versions[^1] : null;

    private CompiledWorkflow? Find(DefinitionVersion version) => definitions.GetValueOrDefault(version.Definition)?
        .Find(workflow => workflow.Definition.Version == version.Version);

    /// <summary>Null where the strategy lets no more in. A child begins whatever it says.</summary>
    private WorldInstance? Admit(CompiledWorkflow workflow, Command.Start start) =>
        instances.Any(running => running.Holds(workflow.Definition, start.CorrelationId))
            ? null
            : BeginNow(workflow, start);

    private WorldInstance BeginNow(CompiledWorkflow workflow, Command.Start start) =>
        Begin(workflow, start, (instance, command) => Decide(instance, command));

    private WorldInstance Begin(
        CompiledWorkflow workflow, Command.Start start, Action<WorldInstance, Command> give)
    {
        var instance = new WorldInstance(instances.Count + 1, workflow, start);
        instances.Add(instance);
        give(instance, start with
        {
            Instance = instance.Id,
            Definition = new DefinitionVersion(workflow.Definition.Id, workflow.Definition.Version),
        });
        return instance;
    }

    private void Settle()
    {
        while (inbox.TryDequeue(out var next))
            next();
    }

    private void Send(WorldInstance instance, Command command) => inbox.Enqueue(() => Decide(instance, command));

    private bool Decide(WorldInstance instance, Command command)
    {
        if (instance.State.IsPaused && command is not (
            Command.Operate or Command.Cancel or Command.Park or Command.Retry))
        {
            instance.Held.Enqueue(command);
            return true;
        }

        if (!Accept(instance, command, out var answers))
            return false;
        for (var round = 0; answers.Count > 0; round++)
        {
            if (round == Rounds)
                return Accept(instance, new Command.Park("RT154", "一步之内没有停下"), out _);
            var next = new List<Command.Outcome>();
            foreach (var answer in answers)
            {
                if (Accept(instance, answer, out var more))
                    next.AddRange(more);
            }

            answers = next;
        }

        return true;
    }

    private bool Accept(WorldInstance instance, Command command, out List<Command.Outcome> answers)
    {
        answers = [];
        var before = instance.State;
        var moment = new Moment(Now, (ulong)++turns, evaluate)
        {
            Target = command is Command.Operate { What: Operation.Migrate migrate } ? Find(migrate.To) : null,
        };
        var decision = Decider.Decide(instance.Workflow, before, command, moment);
        Decided(before, command, decision);
        if (decision is not Decision.Accepted accepted)
            return false;
        instance.Take(accepted, moment.Target);
        while (!instance.State.IsPaused && instance.Held.TryDequeue(out var held))
            Send(instance, held);
        Lines.AddRange(accepted.Events.OfType<Event.LineWritten>().Select(written => written.Text));
        answers.AddRange(accepted.Effects.Select(effect => Perform(instance, effect)).OfType<Command.Outcome>());
        return true;
    }

    /// <returns>The outcome, where the effect has one.</returns>
    private Command.Outcome? Perform(WorldInstance instance, Effect effect)
    {
        switch (effect)
        {
            case Effect.Wait { For: Stimulus.Event named } wait:
                Hear(instance, wait.Bookmark, named.Name);
                return null;
            case Effect.Publish published:
                Deliver(new WorldEvent(published.EventName, published.CorrelationId, published.Payload)
                {
                    Only = published.OwnInstanceOnly ? instance.Id : null,
                });
                return null;
            case Effect.StartChildren children:
                return new Command.Outcome(children.Id, StartChildren(instance, children));
            case Effect.CancelChildren cancelled:
                foreach (var child in instances.Where(child => child.Parent == instance.Id && child.IsRunning))
                    Send(child, new Command.Cancel(cancelled.Reason));
                return null;
            case Effect.TellParent told when instances.Find(one => one.Id == told.Parent.Parent) is { } parent:
                Send(parent, new Command.ChildEnded(told.Parent.Bookmark ?? default, told.Result));
                return null;
            case Effect.Ledger asked:
                return new Command.Outcome(asked.Id, Ledger.TryGetValue(asked.ActivityType, out var handler)
                    ? handler(asked)
                    : EffectOutcome.Done.Plain);
            default:
                return null;
        }
    }

    private EffectOutcome StartChildren(WorldInstance parent, Effect.StartChildren asked)
    {
        if (Newest(asked.Definition) is not { } workflow)
            return new EffectOutcome.Failed("RT101", $"没有“{asked.Definition}”的任何版本。");
        return new EffectOutcome.Started([.. asked.Children.Select((child, ordinal) => Begin(workflow, new Command.Start
        {
            Instance = default,
            Definition = default,
            Input = child.Input,
            CorrelationId = child.CorrelationId,
            Parent = new ParentLink(parent.Id, asked.Bookmark, ordinal) { ToFirstWait = asked.ToFirstWait },
        }, Send).Id)]);
    }

    /// <summary>One trigger after another: what the first began may have ended when the second is asked.</summary>
    private void Deliver(WorldEvent raised)
    {
        foreach (var trigger in triggers.Where(trigger => raised.Only is null && trigger.Hears(raised.Name)).ToList())
            inbox.Enqueue(() => Hit(trigger, raised));
        inbox.Enqueue(() => Reach(raised));
    }

    /// <summary>What it has just started may be among those who wait for it.</summary>
    private void Reach(WorldEvent raised)
    {
        var waits = instances.Where(raised.Concerns)
            .SelectMany(instance => instance.WaitsFor(raised.Name).Select(wait => (instance, wait))).ToList();
        foreach (var (instance, wait) in waits)
            Decide(instance, new Command.Resume(wait, raised.Payload));
        if (waits.Count == 0)
            kept.Add(raised);
    }

    private void Hit(WorldTrigger trigger, WorldEvent? raised)
    {
        var start = new Command.Start
        {
            Instance = default,
            Definition = default,
            CorrelationId = raised?.CorrelationId,
            Trigger = trigger.Activity,
            Payload = raised?.Payload,
        };

        // Time has no correlation that could be taken.
        if (raised is null
            && trigger.Workflow.Definition.Options.ActivationStrategy == ActivationStrategy.Correlation)
            BeginNow(trigger.Workflow, start);
        else
            Admit(trigger.Workflow, start);
    }

    private void Hear(WorldInstance instance, BookmarkId bookmark, string name)
    {
        if (kept.Find(one => one.Name == name && one.Concerns(instance)) is not { } heard)
            return;
        kept.Remove(heard);
        Send(instance, new Command.Resume(bookmark, heard.Payload));
    }

    private WorldDue? NextDue() => Due().Concat(
        from trigger in triggers
        let due = trigger.DueAt
        where due is not null
        select new WorldDue(due.Value, () =>
        {
            trigger.PassDue(Now);
            Hit(trigger, null);
        })).MinBy(due => due.At);

    private IEnumerable<WorldDue> Due() =>
        from instance in instances
        where instance.IsRunning && !instance.State.IsPaused
        from timer in instance.Timers()
        select new WorldDue(
            timer.At, () => Send(instance, new Command.Resume(timer.Bookmark, timer.Input)));

    private sealed record WorldDue(DateTimeOffset At, Action Fire);
}
