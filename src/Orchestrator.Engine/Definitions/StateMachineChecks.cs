namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with a state machine: where it begins, where its transitions lead.</summary>
internal static class StateMachineChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing) =>
        from drawn in drawing.Activities
        let machine = drawn.Node.Machine
        where machine is not null
        from sentence in Initial(machine).Concat(Names(machine)).Concat(Ends(drawn.Node, machine))
        select new Problem("WF122", drawn.Path, $"状态机“{drawn.Node.Id}”{sentence}");

    private static IEnumerable<string> Initial(StateMachine machine) => machine.Find(machine.Initial) >= 0
        ? []
        : [$"期望从它的一个状态开始，实际为“{machine.Initial}”；它会立即结束。请选定初始状态。"];

    private static IEnumerable<string> Names(StateMachine machine) =>
        from same in machine.States.GroupBy(state => state.Name)
        where same.Count() > 1 || string.IsNullOrWhiteSpace(same.Key)
        select $"期望每个状态各有名称，实际有{same.Count()}个状态名为“{same.Key}”。请改名。";

    private static IEnumerable<string> Ends(ActivityNode node, StateMachine machine)
    {
        foreach (var (transition, drawn) in machine.Transitions.Zip(node.Cases))
        {
            foreach (var end in (string[])[transition.From, transition.To])
            {
                if (machine.Find(end) < 0)
                    yield return $"的转换“{drawn.Label}”期望连接两个已有的状态，实际“{end}”不存在。请重新连接，或删去该转换。";
            }

            if (transition.Trigger < 0)
                yield return $"的转换“{drawn.Label}”没有触发活动，永远不会发生。请放入触发活动，或删去该转换。";
        }
    }
}
