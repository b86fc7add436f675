using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Instances;

public enum MigrationVerdict { Moves, NeedsChoice, Cannot }

/// <summary>Why somebody must say what becomes of a running activity.</summary>
public enum MigrationIssue { Gone, OtherType, OtherContainer, UnfitChoice }

/// <summary>A running activity that the new version does not have where it runs.</summary>
/// <param name="Activity">Its id in the old version.</param>
/// <param name="Issue">Why it cannot simply go on.</param>
/// <param name="Options">What it may become there.</param>
public sealed record ActivityQuestion(ActivityId Activity, MigrationIssue Issue, ImmutableArray<ActivityId> Options);

/// <summary>A variable whose value is not of the type that the new version wants.</summary>
public sealed record VariableQuestion(string Variable, string TypeName, JsonElement Value);

/// <summary>What a migration of one instance would be, before anything moves.</summary>
public sealed record MigrationPlan
{
    public ImmutableArray<ActivityQuestion> Activities { get; init; } = [];
    public ImmutableArray<VariableQuestion> Variables { get; init; } = [];

    /// <summary>Why it cannot move at all; null where it can.</summary>
    public Problem? Obstacle { get; init; }

    public MigrationVerdict Verdict =>
        Obstacle is not null ? MigrationVerdict.Cannot
        : Activities.IsEmpty && Variables.IsEmpty ? MigrationVerdict.Moves : MigrationVerdict.NeedsChoice;

    /// <summary>Executions that end by choice, the outermost ones.</summary>
    internal ImmutableArray<ActivityInstance> Ended { get; init; } = [];

    /// <summary>Old id → new id of running activities, where they differ.</summary>
    internal ImmutableDictionary<ActivityId, ActivityId> Renamed { get; init; } =
        ImmutableDictionary<ActivityId, ActivityId>.Empty;

    /// <summary>Values that change with the type of their variable.</summary>
    internal ImmutableArray<(ActivityInstanceId? Scope, string Variable, JsonElement Value)> Converted { get; init; } =
        [];

    /// <summary>Compares what runs with what the new version has in its place.</summary>
    public static MigrationPlan Of(
        CompiledWorkflow from, CompiledWorkflow to, InstanceState state, MigrationChoices choices) =>
        new Comparison(from, to, choices).Compare(state);

    private sealed class Comparison(CompiledWorkflow from, CompiledWorkflow to, MigrationChoices choices)
    {
        private readonly Dictionary<ActivityInstanceId, CompiledActivity?> places = [];
        private readonly Dictionary<ActivityId, ActivityQuestion> questions = [];
        private readonly List<ActivityInstance> ended = [];
        private readonly List<VariableQuestion> unfit = [];
        private readonly List<(ActivityInstanceId?, string, JsonElement)> converted = [];
        private Problem? obstacle;

        public MigrationPlan Compare(InstanceState state)
        {
            foreach (var one in state.Activities.Values.OrderBy(one => one.Id.Value))
                places[one.Id] = one.Parent is null ? Root(one) : Inner(one);
            Variables(null, state.Variables, (from.Variables, to.Variables));
            foreach (var (id, place) in places)
            {
                var one = state.Activities[id];
                if (place is null || from.Find(one.Activity) is not { } old)
                    continue;
                Variables(id, one.Variables, (old.Variables, place.Variables));
                Machine(old, place);
            }

            return new MigrationPlan
            {
                Activities = [.. questions.Values],
                Variables = [.. unfit.DistinctBy(one => one.Variable)],
                Obstacle = obstacle,
                Ended = [.. ended],
                Renamed = state.Activities.Values
                    .Where(one => places[one.Id] is { } place && place.Node.Id != one.Activity)
                    .DistinctBy(one => one.Activity)
                    .ToImmutableDictionary(one => one.Activity, one => places[one.Id]!.Node.Id),
                Converted = [.. converted],
            };
        }

        private CompiledActivity? Root(ActivityInstance root)
        {
            if (to.Root.Node.Type == from.TypeOf(root.Activity))
                return to.Root;
            obstacle = new Problem("RT187", to.Root.Node.Id.Value,
                $"期望新版本的最外层仍是 {from.TypeOf(root.Activity)}，实际是 {to.Root.Node.Type}；"
                + "这样的流程不能迁移，请让它按旧版本办完，或取消后重新发起。");
            return null;
        }

        /// <summary>It stands at a place of its drawing, which in another one may be another state.</summary>
        private void Machine(CompiledActivity old, CompiledActivity place)
        {
            if (old.Node.Machine is not { } machine || (place.Node.Machine!.HasPlacesOf(machine)
                    && old.Node.Children.Select(child => child.Id).SequenceEqual(
                        place.Node.Children.Select(child => child.Id))))
                return;
            obstacle ??= new Problem("RT187", place.Node.Id.Value,
                $"期望正在执行的状态机“{place.Node.Id}”在新版本里有同样的状态、转换和活动，顺序也相同，实际不同；"
                + "请让它按旧版本办完，或先取消这个状态机。");
        }

        private CompiledActivity? Inner(ActivityInstance one)
        {
            if (places.GetValueOrDefault(one.Parent!.Value) is not { } container)
                return null;
            var choice = choices.Activities.GetValueOrDefault(one.Activity);
            if (choice is ActivityChoice.Cancelled)
            {
                ended.Add(one);
                return null;
            }

            var wanted = choice is ActivityChoice.Becomes becomes ? becomes.Activity : one.Activity;
            var place = to.Find(wanted);
            var issue = place is null ? MigrationIssue.Gone
                : place.Node.Type != from.TypeOf(one.Activity) ? MigrationIssue.OtherType
                : to.ContainerOf(place)?.Index != container.Index ? MigrationIssue.OtherContainer
                : (MigrationIssue?)null;
            if (issue is { } found)
                questions[one.Activity] = new ActivityQuestion(one.Activity,
                    choice is null ? found : MigrationIssue.UnfitChoice, Options(one, container));
            return issue is null ? place : null;
        }

        private ImmutableArray<ActivityId> Options(ActivityInstance one, CompiledActivity container) =>
        [
            .. to.Activities.Where(other => other.Node.Type == from.TypeOf(one.Activity)
                && to.ContainerOf(other)?.Index == container.Index).Select(other => other.Node.Id),
        ];

        private void Variables(
            ActivityInstanceId? scope, ImmutableDictionary<string, JsonElement> values,
            (VariableSlots Old, VariableSlots New) slots)
        {
            foreach (var (id, value) in values.OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                if (slots.New.ById(id) is not { } slot || slots.Old.ById(id)?.TypeName == slot.TypeName)
                    continue;
                var given = choices.Variables.GetValueOrDefault(id, value);
                if (Conversion.Fits(given, slot.TypeName) && Conversion.TryTo(given, slot.TypeName, out var fit))
                    converted.Add((scope, id, fit));
                else
                    unfit.Add(new VariableQuestion(id, slot.TypeName ?? "Object", value));
            }
        }
    }
}
