using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Every type that is not Elsa's, and those of Elsa's that only the world can do: asked of it, which answers at once or
/// makes the activity wait.
/// </summary>
internal sealed class LedgerActivity : IActivity
{
    public bool AsksTheWorld => true;

    public void Execute(Burst burst, Execution execution) => Ask(burst, execution);

    /// <summary>Asks the world with the inputs as they were evaluated.</summary>
    public static void Ask(Burst burst, Execution execution)
    {
        var id = burst.AskedFor(execution);
        burst.Ask(new Effect.Ledger(
            id, new BookmarkId(id.Value), execution.Node.Id, execution.Node.Type,
            burst.State.Activities[execution.Id].Inputs)
        {
            Request = burst.RequestOf(execution),
        });
    }

    public void Resume(Burst burst, Execution execution, JsonElement input)
    {
        var outcome = input.Member("outcome")?.AsText();
        burst.Complete(execution, new Completion(
            [string.IsNullOrEmpty(outcome) ? "Done" : outcome], Json.Nothing.Add("Result", input)));
    }
}
