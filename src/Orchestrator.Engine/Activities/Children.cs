using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>What the three have in common.</summary>
internal static class Children
{
    public static bool MustWait(Burst burst, Execution execution) =>
        burst.Input(execution, "WaitForCompletion").ValueKind == JsonValueKind.True;

    public static ChildStart Start(Burst burst, Execution execution)
    {
        var input = Json.Nothing.Add("ParentInstanceId", Json.Of(burst.State.Id.ToString()));
        if (burst.Input(execution, "Input") is { ValueKind: JsonValueKind.Object } given)
            input = input.SetItems(given.EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, member.Value.Clone())));
        var correlation = burst.Input(execution, "CorrelationId").AsText();
        return new ChildStart(input, string.IsNullOrEmpty(correlation) ? null : correlation);
    }

    public static void Ask(Burst burst, Execution execution, ImmutableArray<ChildStart> starts, bool waits)
    {
        var definition = burst.Input(execution, "WorkflowDefinitionId").AsText() ?? "";
        var id = burst.AskedFor(execution);
        burst.Ask(new Effect.StartChildren
        {
            Id = id,
            Definition = new DefinitionId(definition),
            Bookmark = waits ? new BookmarkId(id.Value) : null,
            Children = starts,
        });
    }

    /// <summary>Waits under the number of the effect, or completes where nobody is waited for.</summary>
    public static void Await(Burst burst, Execution execution, EffectId effect, int count)
    {
        if (count == 0)
            burst.Complete(execution);
        else
            burst.WaitAs(execution, new BookmarkId(effect.Value), new Stimulus.Children(count));
    }
}
