using System.Collections.Immutable;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// How a burst leaves the instance: ended, suspended, or in the middle of a turn. Also after a fault the outcomes of
/// what was asked are taken first, so that a retry finds everything where it was left.
/// </summary>
internal sealed partial class Burst
{
    private void Settle()
    {
        if (hasLate)
            CancelLate();
        if (end == InstanceSubStatus.Finished || (rootCompleted && !IsFaulted))
            End(InstanceSubStatus.Finished, null);
        else if (State.Pending.Count > 0)
            return;
        else if (IsFaulted)
            End(InstanceSubStatus.Faulted, null);
        else
            Suspend();
    }

    private void Suspend()
    {
        var stored = workflow.Definition.Inputs;
        ImmutableArray<string> inputs =
        [
            .. State.Input.Keys.Where(name => !stored.Any(input => input.Name == name && input.IsStored))
                .Order(StringComparer.Ordinal),
        ];
        if (!inputs.IsEmpty || !State.Outputs.IsEmpty)
            Happen(new Event.Forgotten(inputs));
        if (State.Parent is { ToFirstWait: true, Bookmark: not null } parent)
            Tell(parent, InstanceSubStatus.Suspended);
        Happen(new Event.Suspended());
    }

    private void CancelLate()
    {
        var late = State.Activities.Values.Where(one => one.Parent is { } parent && !IsRunning(parent));
        foreach (var one in late.OrderBy(one => one.Id.Value).ToList())
            Cancel(one.Id);
    }

    /// <summary>The instance ends. Its waits go; after a fault the state keeps them for a retry.</summary>
    public void End(InstanceSubStatus subStatus, string? reason)
    {
        foreach (var bookmark in State.Bookmarks.Keys.OrderBy(bookmark => bookmark.Value))
            Ask(new Effect.Unwait(bookmark));
        foreach (var effect in State.Pending.Keys.OrderBy(effect => effect.Value))
            Ask(new Effect.Unwait(new BookmarkId(effect.Value)));
        Happen(new Event.Ended(subStatus, reason));
        if (subStatus == InstanceSubStatus.Cancelled)
            Ask(new Effect.CancelChildren(reason ?? ""));
        if (State.Parent is { Bookmark: not null } parent)
            Tell(parent, subStatus);
    }

    private void Tell(ParentLink parent, InstanceSubStatus subStatus) => Ask(new Effect.TellParent(
        parent, new ChildResult(State.Id, subStatus, parent.Ordinal) { Output = State.Output }));
}
