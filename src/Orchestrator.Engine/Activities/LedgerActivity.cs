using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Every type that is not Elsa's: asked of the world, which answers at once or makes it wait.</summary>
internal sealed class LedgerActivity : IActivity
{
    public bool AsksTheWorld => true;

    public void Execute(Burst burst, Execution execution)
    {
        var id = burst.AskedFor(execution);
        burst.Ask(new Effect.Ledger(
            id, new BookmarkId(id.Value), execution.Node.Id, execution.Node.Type,
            burst.State.Activities[execution.Id].Inputs));
    }

    public void Resume(Burst burst, Execution execution, JsonElement input)
    {
        var outcome = input.Member("outcome")?.AsText();
        burst.Complete(execution, new Completion(
            [string.IsNullOrEmpty(outcome) ? "Done" : outcome], Json.Nothing.Add("Result", input)));
    }
}
