using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>What is wrong, in one sentence whose beginning says which rule was broken.</summary>
internal sealed class BrokenRule(string rule, string found) : Exception($"{rule}: {found}")
{
    public string Rule { get; } = rule;
}

/// <summary>
/// One turn of one player: everything it changes is kept aside until the commit, so that a crash loses all of it.
/// </summary>
internal sealed class Performance(Stage stage, Player player)
{
    private readonly List<Action> afterCommit = [];
    private readonly Queue<Command.Outcome> answers = new();
    private Stored stored = player.Stored;

    /// <returns>False when the command was rejected.</returns>
    public bool Play(Command command)
    {
        if (!Decide(command))
            return false;
        while (answers.TryDequeue(out var answer))
            Decide(answer);
        return true;
    }

    public void Commit()
    {
        player.Stored = stored;
        foreach (var action in afterCommit)
            action();
    }

    private bool Decide(Command command)
    {
        var before = stored.Read();
        var row = new JournalRow(
            EngineJson.Serialize(command), new Moment(stage.Now, stage.NextSeed(), Story.NoScripts), []);
        var decision = Decider.Decide(player.Workflow, before, command, row.Moment);
        var heard = stage.IsModelled ? Hearing.Of(player, stored.Read(), command, stage.Now) : null;
        if (decision is not Decision.Accepted accepted)
            return false;
        var next = stored with
        {
            State = EngineJson.Serialize(accepted.State),
            Journal = stored.Journal.Add(row with { Events = EngineJson.Serialize(accepted.Events) }),
        };
        Rules.Check(player, stored, next, accepted);
        stored = next with { Waits = Waits(command, accepted) };
        if (accepted.State.Pending.IsEmpty)
            Rules.CheckWaits(accepted.State, stored.Waits, mustWait: stage.IsModelled);
        afterCommit.Add(() => player.Remember(accepted.Events));
        if (heard is not null)
            afterCommit.Add(heard);
        foreach (var effect in accepted.Effects)
            Perform(effect);
        return true;
    }

    /// <summary>The table of waits, from nothing but what the effects say and what was used up.</summary>
    private ImmutableSortedDictionary<long, Stimulus> Waits(
        Command command, Decision.Accepted accepted)
    {
        var waits = stored.Waits;
        if (command is Command.Resume resume)
            waits = waits.Remove(resume.Bookmark.Value);
        if (command is Command.ChildEnded ended && accepted.Events.Any(
            happened => happened is Event.BookmarkBurned burned && burned.Id == ended.Bookmark))
            waits = waits.Remove(ended.Bookmark.Value);
        foreach (var effect in accepted.Effects)
        {
            if (effect is Effect.Wait wait)
                waits = waits.Add(wait.Bookmark.Value, wait.For);
            else if (effect is Effect.Unwait taken)
                waits = waits.Remove(taken.Bookmark.Value);
        }

        return waits;
    }

    private void Perform(Effect effect)
    {
        switch (effect)
        {
            case Effect.Ledger asked:
                answers.Enqueue(new Command.Outcome(asked.Id, stage.AnswerOfTheHouse()));
                break;
            case Effect.StartChildren asked:
                var definition = asked.Definition.Value;
                afterCommit.Add(() => player.Asked[definition] =
                    player.Asked.GetValueOrDefault(definition) + asked.Children.Length);
                answers.Enqueue(new Command.Outcome(asked.Id, Begin(asked)));
                break;
            case Effect.Publish published:
                afterCommit.Add(() => stage.Raise(published.EventName));
                break;
            case Effect.CancelChildren:
                afterCommit.Add(() => stage.CancelChildren(player.Id));
                break;
            case Effect.TellParent told:
                afterCommit.Add(() => stage.Post(
                    told.Parent.Parent, new Command.ChildEnded(told.Parent.Bookmark ?? default, told.Result)));
                break;
        }
    }

    private EffectOutcome Begin(Effect.StartChildren asked)
    {
        if (asked.Definition.Value != "child")
            return new EffectOutcome.Failed("RT101", "没有这个流程");
        var children = asked.Children.Select((_, ordinal) => (
            Player: stage.NewPlayer("child", player.Id),
            Link: new ParentLink(player.Id, asked.Bookmark, ordinal))).ToList();
        afterCommit.AddRange(children.Select(child => new Action(() => stage.Enter(child.Player, child.Link))));
        return new EffectOutcome.Started([.. children.Select(child => child.Player.Id)]);
    }
}
