using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class LimitTests
{
    [Fact]
    public void A_parallel_loop_as_long_as_it_may_be_runs_and_a_longer_one_is_one_incident()
    {
        Assert.Empty(Run(Limits.ParallelItems).Incidents);
        Assert.Equal("RT112", Assert.Single(Run(Limits.ParallelItems + 1).Incidents).Code);
    }

    private static InstanceState Run(int items) => new Story(Story.Flowchart(
        $$"""
        { "id": "S", "type": "Elsa.Start" },
        { "id": "P", "type": "Elsa.ParallelForEach",
          "items": { "typeName": "Object", "expression": {
            "type": "Literal", "value": [{{string.Join(',', Enumerable.Range(0, items))}}] } },
          "body": { "id": "W", "type": "Elsa.SetName", "value": {
            "expression": { "type": "Literal", "value": "x" } } } }
        """,
        "S > P")).Start().State;
}
