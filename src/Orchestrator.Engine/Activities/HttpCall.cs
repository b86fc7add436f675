using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// What the activities that call another system have in common: the call is asked of the world, leaves after the
/// commit, and what came of it is the answer to the wait.
/// </summary>
internal static class HttpCall
{
    /// <summary>An answer came, of whatever status: the members beside <c>outcome</c> are the outputs.</summary>
    public const string Answered = "Answered";
    public const string FailedToConnect = "FailedToConnect";
    public const string Timeout = "Timeout";

    /// <summary>
    /// Evaluated here and not before: they may hold a secret, and what is evaluated before stands in the journal.
    /// </summary>
    public static readonly ImmutableArray<string> Secrets = ["authorization", "requestHeaders"];

    public static void Ask(Burst burst, Execution execution)
    {
        var inputs = burst.State.Activities[execution.Id].Inputs;
        foreach (var name in Secrets)
        {
            if (execution.Node.Inputs.GetValueOrDefault(name) is not { } drawn)
                continue;
            if (!burst.TryEvaluate(execution.Id, drawn, out var value, out var problem))
            {
                burst.Fail(execution, problem.Code, problem.Message);
                return;
            }

            inputs = inputs.SetItem(ForeignJson.PascalCase(name), value);
        }

        var id = burst.AskedFor(execution);
        burst.Ask(new Effect.Ledger(id, new BookmarkId(id.Value), execution.Node.Id, execution.Node.Type, inputs));
    }

    /// <summary>
    /// The outcome and the outputs of an answer. What can be told to nobody (<c>Failed</c>) becomes an incident.
    /// </summary>
    public static bool TryRead(
        Burst burst, Execution execution, JsonElement answer,
        out (string Outcome, ImmutableDictionary<string, JsonElement> Outputs) read)
    {
        var outcome = answer.Member("outcome")?.AsText() ?? "";
        read = (outcome, Json.Nothing);
        if (outcome is not (Answered or FailedToConnect or Timeout))
        {
            burst.Fail(execution, answer.Member("code")?.AsText() ?? "RT174",
                answer.Member("message")?.AsText() ?? $"“{execution.Node.Id}”的回答不能理解；请重试。");
            return false;
        }

        read.Outputs = answer.EnumerateObject().Where(member => member.Name != "outcome")
            .ToImmutableDictionary(member => ForeignJson.PascalCase(member.Name), member => member.Value.Clone());
        return true;
    }
}
