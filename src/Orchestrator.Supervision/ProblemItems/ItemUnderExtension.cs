using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>An item whose date may move, locked, with the request that waits.</summary>
internal sealed record ItemUnderExtension
{
    public required Case Subject { get; init; }
    public required ItemState State { get; init; }
    public required DateOnly DueOn { get; init; }

    /// <summary>Extensions granted before.</summary>
    public required int Granted { get; init; }
    public WaitingExtension? Waiting { get; init; }

    public static Problem Unknown(Guid item) =>
        new("SU026", "item", $"没有问题“{item}”，或其整改期限尚未开始；请从问题清单重新进入。");

    /// <summary>Null where there is no such item, or the letter was not received yet.</summary>
    public static async Task<ItemUnderExtension?> Lock(Tx tx, Guid item, CancellationToken stop)
    {
        await InspectionLock.OfItems(tx, [item], stop);
        var row = await tx.QueryOne($"""
            SELECT state, due_on FROM supervision.problem_item
            WHERE id = {item} AND due_on IS NOT NULL
            FOR NO KEY UPDATE
            """, row => (State: row.GetString(0), DueOn: row.GetFieldValue<DateOnly>(1)), stop);
        if (row.State is null)
            return null;
        var asked = await tx.Query($"""
            SELECT id, ordinal, days, requested_at, state FROM supervision.extension_request
            WHERE item_id = {item}
            """, row => (Request: new WaitingExtension(
                row.GetGuid(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<DateTimeOffset>(3)),
                State: row.GetString(4)), stop);
        return new ItemUnderExtension
        {
            Subject = (await CaseRows.Read(tx, [item], stop))[item],
            State = Enum.Parse<ItemState>(row.State),
            DueOn = row.DueOn,
            Granted = asked.Count(one => one.State == "Granted"),
            Waiting = asked.Where(one => one.State == "Requested").Select(one => one.Request).FirstOrDefault(),
        };
    }
}

/// <summary>A request that nobody has decided.</summary>
internal sealed record WaitingExtension(Guid Id, int Ordinal, int Days, DateTimeOffset RequestedAt);
