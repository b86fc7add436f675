using System.Collections.Immutable;
using Orchestrator.Conformance;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Conformance;

/// <summary>What the real server did, we do: every recorded case, by its name.</summary>
public sealed class RecordedBehaviourTests
{
    private static readonly ImmutableHashSet<string> MainLine =
    [
        "Elsa.Flowchart", "Elsa.Sequence", "Elsa.Start", "Elsa.End", "Elsa.Finish", "Elsa.If", "Elsa.FlowDecision",
        "Elsa.FlowSwitch", "Elsa.FlowFork", "Elsa.FlowJoin", "Elsa.SetVariable", "Elsa.SetName", "Elsa.Correlate",
        "Elsa.WriteLine", "Elsa.ForEach", "Elsa.Delay", "Elsa.StartAt", "Elsa.Event", "Elsa.PublishEvent",
        "Elsa.RunTask", "Elsa.ExecuteWorkflow", "Elsa.DispatchWorkflow", "Elsa.BulkDispatchWorkflows",
    ];

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases");

    public static TheoryData<string> Names =>
    [
        .. RecordedCase.In(Folder).Where(one => one.ActivityTypes.All(MainLine.Contains)).Select(one => one.Name),
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_recorded_case_of_the_main_line_goes_as_it_was_recorded(string name)
    {
        var recorded = RecordedCase.Read(Path.Combine(Folder, $"{name}.json"));

        Assert.Null(Comparison.Of(recorded, FlowchartMode.Counter, Scripts.Evaluate));
    }

    [Fact]
    public void The_recorded_cases_are_there() => Assert.InRange(Names.Count, 100, 500);
}
