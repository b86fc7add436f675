using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Timers;

/// <summary>What became of a walk of the training clock.</summary>
/// <param name="Problem">RT008 where the clock cannot be moved.</param>
/// <param name="Often">Triggers that came too often to be taken one by one to the end.</param>
public sealed record Walked(Problem? Problem, ImmutableArray<OftenTrigger> Often);

/// <summary>An activity that time hits, so often that a walk took it once a day.</summary>
public sealed record OftenTrigger(DefinitionId Definition, ActivityId Activity)
{
    /// <summary>For whoever moved the clock.</summary>
    public string Sentence =>
        $"流程“{Definition}”的触发器“{Activity}”在途中到来太密：前{WalkPace.OneByOne}次逐次启动，此后每天只启动一次，其余的略过。";
}

/// <summary>A trigger that time will hit.</summary>
internal sealed record WaitingTrigger(OftenTrigger Trigger, string Key, DateTimeOffset DueAt)
{
    public static Task<IReadOnlyList<WaitingTrigger>> All(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT definition_id, activity_id, key, due_at
        FROM orchestrator.trigger
        WHERE due_at > orchestrator.business_now()
        """, row => new WaitingTrigger(
            new OftenTrigger(new DefinitionId(row.GetString(0)), new ActivityId(row.GetString(1))),
            row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)), stop);
}

/// <summary>
/// How often one walk of the training clock stops for the same trigger: for the first occurrences one by one, then once
/// a day, so that a workflow of every minute lets months pass. What is passed over then is what a server that stood
/// still passes over: one start follows, however many instants went by.
/// </summary>
public sealed class WalkPace
{
    /// <summary>Occurrences of one trigger that a walk takes one by one.</summary>
    public const int OneByOne = 500;

    private static readonly TimeSpan ThenEvery = TimeSpan.FromDays(1);

    private readonly Dictionary<(OftenTrigger, string), int> taken = [];
    private readonly HashSet<OftenTrigger> often = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<OftenTrigger> Often =>
        [.. often.OrderBy(one => (one.Definition.Value, one.Activity.Value))];

    /// <summary>Null where time hits nothing.</summary>
    internal DateTimeOffset? NextStop(IEnumerable<WaitingTrigger> triggers) =>
        triggers.Min(trigger => (DateTimeOffset?)StopFor(trigger));

    /// <summary>The clock has come there, and what was due by then has begun.</summary>
    internal void Count(IEnumerable<WaitingTrigger> triggers, DateTimeOffset reached)
    {
        foreach (var trigger in triggers.Where(trigger => trigger.DueAt <= reached))
        {
            if (!IsOften(trigger))
                taken[(trigger.Trigger, trigger.Key)] = taken.GetValueOrDefault((trigger.Trigger, trigger.Key)) + 1;
            else if (trigger.DueAt < reached)
                often.Add(trigger.Trigger);
        }
    }

    private DateTimeOffset StopFor(WaitingTrigger trigger) =>
        IsOften(trigger) ? trigger.DueAt + ThenEvery : trigger.DueAt;

    private bool IsOften(WaitingTrigger trigger) =>
        taken.GetValueOrDefault((trigger.Trigger, trigger.Key)) >= OneByOne;
}
