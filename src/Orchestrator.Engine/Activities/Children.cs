using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>How far children must have come before their activity goes on.</summary>
internal enum Awaited { Nothing, FirstWait, End }

/// <summary>What the three have in common.</summary>
internal static class Children
{
    public static bool MustWait(Burst burst, Execution execution) =>
        burst.Input(execution, "WaitForCompletion").ValueKind == JsonValueKind.True;

    /// <summary>What a dispatched child is awaited to: its end, or nothing.</summary>
    public static Awaited Awaits(Burst burst, Execution execution) =>
        MustWait(burst, execution) ? Awaited.End : Awaited.Nothing;

    public static ChildStart Start(Burst burst, Execution execution)
    {
        var input = burst.Input(execution, "Input") is { ValueKind: JsonValueKind.Object } given
            ? Json.Nothing.SetItems(given.EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, member.Value.Clone())))
            : Json.Nothing;
        input = input.SetItem("ParentInstanceId", Json.Of(burst.State.Id.ToString()));
        var correlation = burst.Input(execution, "CorrelationId").AsText();
        return new ChildStart(input, string.IsNullOrEmpty(correlation) ? null : correlation);
    }

    public static void Ask(
        Burst burst, Execution execution, ImmutableArray<ChildStart> starts, Awaited awaited)
    {
        var definition = burst.Input(execution, "WorkflowDefinitionId").AsText() ?? "";
        var id = burst.AskedFor(execution);
        burst.Ask(new Effect.StartChildren
        {
            Id = id,
            Definition = new DefinitionId(definition),
            Bookmark = awaited == Awaited.Nothing ? null : new BookmarkId(id.Value),
            Children = starts,
            ToFirstWait = awaited == Awaited.FirstWait,
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
