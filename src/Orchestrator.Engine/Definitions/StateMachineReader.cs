using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>Reads the states and transitions of a state machine, and the activities in them as its children.</summary>
internal sealed class StateMachineReader(MemberReader members, ExpressionReader expressions)
{
    public const string Type = "Elsa.StateMachine";

    public static bool IsMember(string name) => name is "states" or "transitions" or "initialState" or "currentState";

    /// <param name="node">The activity without them.</param>
    /// <param name="json">The activity.</param>
    /// <param name="read">Reads an activity inside it; null with a problem where it cannot be read.</param>
    public ActivityNode Read(ActivityNode node, JsonElement json, Func<JsonElement, ActivityNode?> read)
    {
        var children = node.Children.ToBuilder();
        int Place(JsonElement owner, string name)
        {
            if (owner.Member(name) is not { ValueKind: JsonValueKind.Object } member || read(member) is not { } child)
                return -1;
            children.Add(child);
            return children.Count - 1;
        }

        var states = members.Items(json, "states", $"{node.Id}.states").Select(state =>
            new MachineState(state.Text("name") ?? "", Place(state, "entry"), Place(state, "exit"))).ToImmutableArray();
        var drawn = members.Items(json, "transitions", $"{node.Id}.transitions").ToArray();
        var transitions = drawn.Select(transition => new MachineTransition(
            transition.Text("from") ?? "", transition.Text("to") ?? "",
            Place(transition, "trigger"), Place(transition, "action"))).ToImmutableArray();
        var current = json.Text("currentState") is { Length: > 0 } given ? given : json.Text("initialState");
        return node with
        {
            Machine = new StateMachine(current, states, transitions),
            Cases = [.. drawn.Select(transition => Condition(node, transition))],
            Children = children.ToImmutable(),
        };
    }

    /// <summary>A transition without a condition is always taken.</summary>
    private SwitchCase Condition(ActivityNode node, JsonElement transition)
    {
        var label = transition.Text("name") is { Length: > 0 } name
            ? name
            : $"{transition.Text("from")} → {transition.Text("to")}";
        var where = $"{node.Id}.transitions[{label}]";
        var read = transition.Member("condition") switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { } wrapped when ExpressionReader.IsWrapped(wrapped) => expressions.ReadWrapped(wrapped, where),
            { } bare => expressions.Read(bare, null, where),
        };
        return new SwitchCase(
            label, (read ?? new Expression("Literal", Json.True, null)) with { TypeName = "Boolean" }, null);
    }
}
