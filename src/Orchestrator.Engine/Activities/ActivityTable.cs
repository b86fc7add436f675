using System.Collections.Frozen;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// The activity types that the engine runs itself. Every other type that is not Elsa's is asked of the world as an
/// <c>Effect.Ledger</c>.
/// </summary>
public static class ActivityTable
{
    public const string Flowchart = "Elsa.Flowchart";

    /// <summary>What stands between a workflow used as an activity and its root.</summary>
    public const string Wrapper = "Elsa.Workflow";

    private static readonly LedgerActivity Ledger = new();

    private static readonly FrozenDictionary<string, IActivity> Types = new Dictionary<string, IActivity>
    {
        [Flowchart] = new FlowchartActivity(),
        ["Elsa.Sequence"] = new Sequence(),
        ["Elsa.Start"] = new Pass(),
        ["Elsa.FlowJoin"] = new FlowJoin(),
        ["Elsa.End"] = new End(),
        ["Elsa.Finish"] = new Finish(),
        ["Elsa.If"] = new If(),
        ["Elsa.FlowDecision"] = new FlowDecision(),
        ["Elsa.FlowSwitch"] = new FlowSwitch(),
        ["Elsa.FlowFork"] = new FlowFork(),
        ["Elsa.SetVariable"] = new SetVariable(),
        ["Elsa.SetName"] = new SetName(),
        ["Elsa.Correlate"] = new Correlate(),
        ["Elsa.WriteLine"] = new WriteLine(),
        ["Elsa.ForEach"] = new ForEach(),
        ["Elsa.Delay"] = new Delay(),
        ["Elsa.StartAt"] = new StartAt(),
        ["Elsa.Event"] = new WaitForEvent(),
        ["Elsa.PublishEvent"] = new PublishEvent(),
        ["Elsa.RunTask"] = new RunTask(),
        ["Elsa.DispatchWorkflow"] = new DispatchWorkflow(),
        ["Elsa.ExecuteWorkflow"] = new ExecuteWorkflow(),
        ["Elsa.BulkDispatchWorkflows"] = new BulkDispatchWorkflows(),
        ["Elsa.Fault"] = new Fault(),
        ["Elsa.While"] = new While(),
        ["Elsa.For"] = new For(),
        ["Elsa.ParallelForEach"] = new ParallelForEach(),
        ["Elsa.Parallel"] = new Parallel(),
        ["Elsa.Fork"] = new Fork(),
        ["Elsa.Switch"] = new Switch(),
        ["Elsa.FlowNode"] = new FlowNode(),
        ["Elsa.Break"] = new Break(),
        ["Elsa.Complete"] = new Complete(),
        ["Elsa.SetOutput"] = new SetOutput(),
        ["Elsa.RunJavaScript"] = new RunJavaScript(),
        ["Elsa.Timer"] = new Timer(),
        ["Elsa.Cron"] = new Cron(),
        [StateMachineReader.Type] = new StateMachineActivity(),
        ["Elsa.SendHttpRequest"] = new SendHttpRequest(),
        ["Elsa.FlowSendHttpRequest"] = new FlowSendHttpRequest(),
        ["Elsa.DownloadHttpFile"] = new FlowSendHttpRequest(),
        ["Elsa.HttpEndpoint"] = new HttpEndpoint(),
        ["Elsa.WriteHttpResponse"] = Ledger,
        ["Elsa.SendEmail"] = Ledger,
    }.ToFrozenDictionary();

    /// <summary>Types that the engine runs itself.</summary>
    public static IEnumerable<string> Known => Types.Keys;

    /// <summary>Elsa's types that wait for something outside: a loop through one is not a busy loop.</summary>
    public static readonly FrozenSet<string> Waiting = FrozenSet.Create(
        "Elsa.Delay", "Elsa.Timer", "Elsa.Cron", "Elsa.StartAt", "Elsa.Event", "Elsa.RunTask", "Elsa.ExecuteWorkflow",
        "Elsa.DispatchWorkflow", "Elsa.BulkDispatchWorkflows",
        "Elsa.SendHttpRequest", "Elsa.FlowSendHttpRequest", "Elsa.DownloadHttpFile", "Elsa.HttpEndpoint");

    internal static IActivity BehaviourOf(ActivityNode node)
    {
        if (Types.TryGetValue(node.Type, out var known))
            return known;
        return IsOfHouse(node) ? Ledger : UnknownActivity.Instance;
    }

    /// <summary>True for a type that is not Elsa's and no workflow: the world is asked.</summary>
    internal static bool IsOfHouse(ActivityNode node) =>
        node.UsesWorkflow is null && !node.Type.StartsWith("Elsa.", StringComparison.Ordinal);
}
