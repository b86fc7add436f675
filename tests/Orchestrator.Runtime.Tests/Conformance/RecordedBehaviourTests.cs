using System.Collections.Immutable;
using Orchestrator.Conformance;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Conformance;

/// <summary>What the real server did, we do: every recorded case, by its name, in both flowchart modes.</summary>
public sealed class RecordedBehaviourTests
{
    /// <summary>Explained in docs/elsa-compatibility.md.</summary>
    private static readonly ImmutableHashSet<(string Case, FlowchartMode Mode)> ByDesign =
    [
        ("b17-join-any-in-loop", FlowchartMode.Token),
    ];

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases");

    public static TheoryData<string, FlowchartMode> Cases
    {
        get
        {
            var cases = new TheoryData<string, FlowchartMode>();
            foreach (var name in RecordedCase.In(Folder).Select(recorded => recorded.Name))
            {
                foreach (var mode in (FlowchartMode[])[FlowchartMode.Counter, FlowchartMode.Token])
                    cases.Add(name, mode);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_recorded_case_goes_as_it_was_recorded(string name, FlowchartMode mode)
    {
        var recorded = RecordedCase.Read(Path.Combine(Folder, $"{name}.json"));

        var difference = Comparison.Of(recorded, mode, Scripts.Evaluate);

        // A case on the list that becomes the same must leave the list.
        if (ByDesign.Contains((name, mode)))
            Assert.NotNull(difference);
        else
            Assert.Null(difference);
    }
}
