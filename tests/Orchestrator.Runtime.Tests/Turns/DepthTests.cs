using Orchestrator.Engine;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>What a script may answer must be stored, and read again.</summary>
public sealed class DepthTests
{
    [Theory]
    [InlineData(ScriptLimits.AnswerDepth, "Finished/Finished")]
    [InlineData(ScriptLimits.AnswerDepth + 1, "Finished/Faulted")]
    public async Task An_answer_as_deep_as_a_script_may_give_is_kept_and_a_deeper_one_is_an_incident(
        int depth, string status)
    {
        await using var world = await World.Create();
        await world.Publish("deep", Drawn.Sequence(
            Drawn.Activity("say", "Elsa.PublishEvent", Drawn.Input("eventName", "String", "Deep")
                + ",\"payload\":{\"typeName\":\"Object\",\"expression\":{\"type\":\"JavaScript\",\"value\":"
                + $"\"let v = 1; for (let i = 0; i < {depth}; i++) v = {{ v }}; v\"}}}}"),
            Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Deep"))));

        var instance = await world.Run("deep");

        Assert.Equal(status, await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }
}
