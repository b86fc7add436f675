using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// Which request of another system led to an execution: the last one on its way, handed on from each to those that it
/// schedules. So an answer that is written later still knows whom it is for.
/// </summary>
internal sealed partial class Burst
{
    /// <summary>Among what a loop gives, and like the marks of a flowchart no name for a script.</summary>
    private const string Request = "#request";

    private string? request;

    /// <summary>From here on everything that is scheduled is due to this request.</summary>
    public void Take(string taken) => request = taken;

    /// <summary>Null where none led to it, or it began before anybody remembered.</summary>
    public string? RequestOf(Execution execution) =>
        State.Activities[execution.Id].Locals.GetValueOrDefault(Request).AsText();

    private ImmutableDictionary<string, JsonElement> LedByRequest(ImmutableDictionary<string, JsonElement> locals) =>
        request is null || locals.ContainsKey(Request) ? locals : locals.Add(Request, Json.Of(request));
}
