using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Ladder;

/// <summary>An obligation as it stands, with the steps that its ladder has taken.</summary>
public sealed record ObligationRow
{
    public required Guid Id { get; init; }
    public required Duty Duty { get; init; }
    public required ObligationState State { get; init; }
    public required Guid UnitInspection { get; init; }
    public Guid? Item { get; init; }
    public Guid? Order { get; init; }
    public OrderLevel? Answers { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public required DateOnly DueOn { get; init; }
    public required int Term { get; init; }
    public required int Round { get; init; }
    public Resumption? Resumed { get; init; }
    public ImmutableArray<TakenStep> Taken { get; init; } = [];
    public required ProfileVersion Profile { get; init; }

    /// <summary>Of this duty alone; others of the same inspection may have another (docs/adr/0004).</summary>
    public required CalendarVersion Calendar { get; init; }

    /// <summary>By id; one statement for the rows and one for their steps.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ObligationRow>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var wanted = ids.Distinct().ToArray();
        var steps = (await tx.Query($"""
            SELECT obligation_id, act, day_offset, term, round, decided_at FROM supervision.ladder_step
            WHERE obligation_id = ANY ({wanted})
            """, row => (Id: row.GetGuid(0), Step: new TakenStep(
                new StepKey(Enum.Parse<LadderAct>(row.GetString(1)), row.GetInt32(2)),
                row.GetInt32(3), row.GetInt32(4), ShanghaiTime.DateOf(row.GetFieldValue<DateTimeOffset>(5)))), stop))
            .ToLookup(row => row.Id, row => row.Step);
        var rows = await tx.Query($"""
            SELECT duty.id, duty.duty, duty.state, duty.unit_inspection_id, duty.item_id, duty.order_id,
                   answered.level, duty.received_on, duty.due_on, duty.term, duty.round, duty.resumed_on,
                   duty.given_until, duty.profile_name, duty.profile_version, duty.calendar_version
            FROM supervision.obligation AS duty
            LEFT JOIN supervision.supervisory_order AS answered ON answered.id = duty.order_id
            WHERE duty.id = ANY ({wanted})
            """, Read, stop);
        return rows.ToDictionary(row => row.Id, row => row with { Taken = [.. steps[row.Id]] });
    }

    /// <summary>The steps still to take, in order of time.</summary>
    public ImmutableArray<LadderStep> Plan(PinnedRules pinned, DateOnly today, ImmutableArray<Outage> outages) =>
        LadderPlan.Of(new LadderInputs
        {
            Duty = Duty,
            Answers = Answers,
            ReceivedOn = ReceivedOn,
            DueOn = DueOn,
            Term = Term,
            Round = Round,
            PlannedOn = today,
            Taken = Taken,
            Resumed = Resumed,
            Outages = outages,
        }, pinned.Profile, pinned.Calendar);

    /// <summary>The last of the days that a return leaves the unit; null where nothing was returned.</summary>
    public DateOnly? KeptUntil(PinnedRules pinned) => Resumed?.KeptUntil(pinned.Profile, pinned.Calendar);

    /// <summary>E-18: the times in which no server lived, since the earliest of these receipts.</summary>
    internal static async Task<ImmutableArray<Outage>> Outages(
        Tx tx, IEnumerable<ObligationRow> rows, DateTimeOffset now, CancellationToken stop)
    {
        var since = rows.Select(row => row.ReceivedOn).DefaultIfEmpty(ShanghaiTime.DateOf(now)).Min();
        var silent = await Heartbeat.Outages(tx, ShanghaiTime.EndOf(since.AddDays(-1)), now, stop);
        return [.. silent.Select(outage => new Outage(outage.BeganAt, outage.EndedAt))];
    }

    private static ObligationRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Duty = Enum.Parse<Duty>(row.GetString(1)),
        State = Enum.Parse<ObligationState>(row.GetString(2)),
        UnitInspection = row.GetGuid(3),
        Item = row.IsDBNull(4) ? null : row.GetGuid(4),
        Order = row.IsDBNull(5) ? null : row.GetGuid(5),
        Answers = row.IsDBNull(6) ? null : Enum.Parse<OrderLevel>(row.GetString(6)),
        ReceivedOn = row.GetFieldValue<DateOnly>(7),
        DueOn = row.GetFieldValue<DateOnly>(8),
        Term = row.GetInt32(9),
        Round = row.GetInt32(10),
        Resumed = row.IsDBNull(11)
            ? null
            : new Resumption(
                row.GetFieldValue<DateOnly>(11), row.IsDBNull(12) ? null : row.GetFieldValue<DateOnly>(12)),
        Profile = new ProfileVersion(row.GetString(13), row.GetInt32(14)),
        Calendar = new CalendarVersion(row.GetInt32(15)),
    };
}
