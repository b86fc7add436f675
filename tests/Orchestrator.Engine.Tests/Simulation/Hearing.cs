using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>Tells the model what the engine was told.</summary>
internal static class Hearing
{
    /// <returns>What to do to the model once the turn is committed; null where it awaits nothing like it.</returns>
    public static Action? Of(Player player, InstanceState before, Command command, DateTimeOffset now)
    {
        switch (command)
        {
            case Command.Start:
                return () => player.Model.Start(now);
            case Command.Cancel:
                return player.Model.Cancel;
            case Command.Resume resume when before.Bookmarks.TryGetValue(resume.Bookmark, out var wait):
                return To(player, before, wait.Owner, run =>
                    player.Model.Answer(run, resume.Input.Member("outcome")?.AsText() ?? "Done", now));
            case Command.Outcome outcome when before.Pending.TryGetValue(outcome.Effect, out var owner):
                return To(player, before, owner, run => Answer(player.Model, run, outcome.Result, now));
            case Command.ChildEnded ended when before.Bookmarks.TryGetValue(ended.Bookmark, out var wait):
                return To(player, before, wait.Owner, run => player.Model.ChildEnded(
                    run, ended.Child.Ordinal, ended.Child.SubStatus, now));
            case Command.Retry retry when before.Activities.ContainsKey(retry.Faulted):
                return To(player, before, retry.Faulted, run => player.Model.Retry(run, now));
            default:
                return null;
        }
    }

    /// <summary>Looked up at the commit, when the model has heard everything that came before.</summary>
    private static Action To(Player player, InstanceState before, ActivityInstanceId id, Action<ModelRun> tell) => () =>
        tell(Paths.In(player.Model, before, id) ?? throw new BrokenRule(
            "the model waits at other places", $"nothing at {Paths.Of(before, id)} in instance {player.Number}"));

    private static void Answer(Model model, ModelRun run, EffectOutcome outcome, DateTimeOffset now)
    {
        switch (outcome)
        {
            case EffectOutcome.Done done:
                model.Answer(run, done.Outcomes.IsEmpty ? "Done" : done.Outcomes[0], now);
                break;
            case EffectOutcome.Waits:
                model.Await(run, 0, now);
                break;
            case EffectOutcome.Started started:
                model.Await(run, started.Children.Length, now);
                break;
            default:
                model.Refuse(run, now);
                break;
        }
    }
}
