using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Definitions.Proof;

/// <summary>
/// A definition run by the engine itself in every way there is: each answer of each step of the house, each order of
/// what waits. States that stand alike are gone on with once.
/// </summary>
internal sealed class EveryRun
{
    private const int MostStates = 400;

    private static readonly Moment Moment = new(new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.Zero), 1,
        Story.NoScripts);

    private readonly CompiledWorkflow workflow;
    private readonly KnownParts known;
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<List<int>> next = [];
    private readonly HashSet<int> ended = [];
    private readonly Queue<(int Number, InstanceState State)> open = [];
    private readonly HashSet<ActivityId> ran = [];

    private EveryRun(WorkflowDefinition definition, KnownParts known) =>
        (workflow, this.known) = (CompiledWorkflow.Of(definition), known);

    public IReadOnlySet<ActivityId> Ran => ran;

    /// <summary>False where there were too many states, or ever more tokens: nothing is said then.
    /// </summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>True where from some state no end can be reached.</summary>
    public bool CanHang { get; private set; }

    public static EveryRun Of(WorkflowDefinition definition, KnownParts known)
    {
        var all = new EveryRun(definition, known);
        all.Take(InstanceState.None, new Command.Start
        {
            Instance = default,
            Definition = new DefinitionVersion(definition.Id, definition.Version),
        });
        while (all.IsComplete && all.open.TryDequeue(out var one))
            foreach (var command in all.Commands(one.State))
                all.next[one.Number].Add(all.Take(one.State, command));
        all.CanHang = all.IsComplete && all.Hangs();
        return all;
    }

    private IEnumerable<Command> Commands(InstanceState state)
    {
        if (!state.Pending.IsEmpty)
        {
            var (effect, owner) = state.Pending.MinBy(one => one.Key.Value);
            var house = known.Activities[workflow.TypeOf(state.Activities[owner].Activity)];
            return house.MayWait
                ? [Answer(effect, new EffectOutcome.Waits(new Stimulus.Ledger("task", "1", null), Json.Nothing))]
                : house.Outcomes.Select(outcome => Answer(effect, new EffectOutcome.Done([outcome], Json.Nothing)));
        }

        return state.Status == InstanceStatus.Finished ? [] :
            from wait in state.Bookmarks
            from input in Inputs(workflow.TypeOf(wait.Value.Activity))
            select new Command.Resume(wait.Key, input);
    }

    private static Command.Outcome Answer(EffectId effect, EffectOutcome outcome) => new(effect, outcome);

    private IEnumerable<System.Text.Json.JsonElement> Inputs(string type) =>
        known.Activities.GetValueOrDefault(type) is { } house
            ? house.Outcomes.Select(outcome => Json.Of(Json.Nothing.Add("outcome", Json.Of(outcome))))
            : [Json.EmptyObject];

    private int Take(InstanceState state, Command command)
    {
        var accepted = Assert.IsType<Decision.Accepted>(Decider.Decide(workflow, state, command, Moment));
        ran.UnionWith(accepted.Events.OfType<Event.ActivityStarted>().Select(started => started.Activity));
        var (key, isBounded) = KeyOf(accepted.State);
        IsComplete &= isBounded;
        if (numbers.TryGetValue(key, out var number))
            return number;
        IsComplete &= next.Count < MostStates;
        numbers[key] = number = next.Count;
        next.Add([]);
        open.Enqueue((number, accepted.State));

        // A loop that never waits ends in an incident by the limit of steps: that is no end that somebody drew.
        if (accepted.State.Status == InstanceStatus.Finished && accepted.State.Pending.IsEmpty
            && accepted.State.Incidents.All(incident => incident.Code != "RT110"))
            ended.Add(number);
        return number;
    }

    /// <summary>What decides how it goes on: who runs, and how far each line is ahead of its target, up to three.
    /// </summary>
    private (string Key, bool IsBounded) KeyOf(InstanceState state)
    {
        var flow = state.Activities.Values.FirstOrDefault(one => one.Parent is null)?.Flow ?? FlowMemory.Empty;
        var running = state.Activities.Values.OrderBy(one => one.Id.Value).Select(one =>
            $"{one.Activity}{(one.IsFaulted ? "!" : "")}{(one.Locals.IsEmpty ? "" : "*")}"
            + $"{(state.Pending.ContainsValue(one.Id) ? "?" : "")}");
        var lines = workflow.Definition.Root.Connections.Distinct().Select((line, index) =>
        {
            var target = workflow.Definition.Root.Children.Select(child => child.Id).ToList().IndexOf(line.Target);
            var visits = flow.Connections.ElementAtOrDefault(index);
            var ahead = Math.Clamp(Math.Abs(visits) - flow.VisitsOf(target), -3, 3);
            return ahead > 0 ? $"{ahead}{visits > 0}" : $"{ahead}";
        });
        var tokens = flow.Tokens.Where(token => !token.IsConsumed)
            .Select(token => $"{token.Connection}{token.IsBlocked}").Order().ToList();
        return (
            string.Join(' ', [.. running, "|", .. lines, "|", .. tokens,
                state.SubStatus.ToString(), .. state.Incidents.Select(one => one.Code).Distinct()]),
            tokens.Count < 8);
    }

    private bool Hangs()
    {
        var ending = new HashSet<int>(ended);
        for (var before = -1; before != ending.Count;)
        {
            before = ending.Count;
            ending.UnionWith(Enumerable.Range(0, next.Count).Where(number => next[number].Exists(ending.Contains)));
        }

        return ending.Count < next.Count;
    }
}
