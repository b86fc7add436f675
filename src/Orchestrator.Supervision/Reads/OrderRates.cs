using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Reads;

/// <summary>An issued order and how it went.</summary>
public sealed record OrderJudged
{
    public required Guid Id { get; init; }
    public required (Guid Id, string Title) Campaign { get; init; }
    public required string UnitCode { get; init; }
    public required OrderLevel Level { get; init; }

    /// <summary>Of a second order: the first one that it follows.</summary>
    public Guid? Previous { get; init; }

    /// <summary>Orders that list one of its items too.</summary>
    public IReadOnlyList<Guid> Sharing { get; init; } = [];
    public required OrderCourse Course { get; init; }
    public required OrderFate Fate { get; init; }
}

/// <summary>按期办结率 and 二次督办率 of one campaign.</summary>
public sealed record OrderRate(Guid Campaign, string CampaignTitle, OrderCount Count);

/// <summary>How many orders were issued, and how they went. Withdrawn ones are in no rate.</summary>
public sealed record OrderCount
{
    /// <summary>The sum of the four that follow.</summary>
    public required int Issued { get; init; }
    public required int OnTime { get; init; }
    public required int Late { get; init; }
    public required int Running { get; init; }
    public required int Withdrawn { get; init; }
    public required int FirstOrders { get; init; }

    /// <summary>First orders that a second one followed.</summary>
    public required int FollowedBySecond { get; init; }

    /// <summary>Units with an order, and those of them with more than one.</summary>
    public required int Units { get; init; }
    public required int UnitsAgain { get; init; }

    /// <summary>Of those on time or late, 0 to 1; null where there is none.</summary>
    public decimal? OnTimeRate => Share(OnTime, OnTime + Late);

    /// <summary>Of the first orders, 0 to 1; null where there is none.</summary>
    public decimal? RepeatRate => Share(FollowedBySecond, FirstOrders);

    /// <summary>Of the units with an order, 0 to 1; null where there is none.</summary>
    public decimal? UnitRepeatRate => Share(UnitsAgain, Units);

    public static OrderCount Of(IReadOnlyCollection<OrderJudged> orders)
    {
        int Count(OrderFate fate) => orders.Count(order => order.Fate == fate);
        var held = orders.Where(order => order.Fate != OrderFate.Withdrawn).ToList();
        var first = held.Where(order => order.Level == OrderLevel.First).ToList();
        var second = held.Where(order => order.Level == OrderLevel.Second).ToList();
        var units = held.GroupBy(order => order.UnitCode).ToList();
        return new OrderCount
        {
            Issued = orders.Count,
            OnTime = Count(OrderFate.OnTime),
            Late = Count(OrderFate.Late),
            Running = Count(OrderFate.Running),
            Withdrawn = Count(OrderFate.Withdrawn),
            FirstOrders = first.Count,

            FollowedBySecond = first.Count(order => second.Any(next => Follows(next, order))),
            Units = units.Count,
            UnitsAgain = units.Count(unit => unit.Count() > 1),
        };
    }

    /// <summary>A second order that took in what several first ones held names one of them; the others end with it.
    /// </summary>
    private static bool Follows(OrderJudged second, OrderJudged first) => second.Previous == first.Id
        || (first.Course.EndedBy == OrderTrigger.Escalate && second.Sharing.Contains(first.Id));

    private static decimal? Share(int part, int whole) => whole == 0 ? null : (decimal)part / whole;
}

/// <summary>
/// What became of the orders, computed from the entries of the audit at every reading (invariant 11): no state, date or
/// outcome that somebody could set says whether an order was answered in time. Only receipts of before this count was
/// did not write their limit beside them: theirs is read from the order.
/// </summary>
public static class OrderRates
{
    /// <summary>By campaign, the newest first.</summary>
    public static IReadOnlyList<OrderRate> ByCampaign(IEnumerable<OrderJudged> orders) =>
    [
        .. orders.GroupBy(order => order.Campaign).Select(campaign =>
            new OrderRate(campaign.Key.Id, campaign.Key.Title, OrderCount.Of([.. campaign]))),
    ];

    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees.</param>
    /// <param name="of">One campaign, one unit, one order; null: all.</param>
    /// <param name="today">The local date.</param>
    /// <param name="stop">The caller's.</param>
    public static Task<IReadOnlyList<OrderJudged>> Of(
        Tx tx, Sight sight, (Guid? Campaign, string? Unit, Guid? Order) of, DateOnly today, CancellationToken stop) =>
        tx.Query($"""
            SELECT issued.id, campaign.id, campaign.title, issued.unit_code, issued.level, issued.previous_order_id,
                   NOT EXISTS (
                        SELECT FROM supervision.order_item AS listed
                        WHERE listed.order_id = issued.id AND NOT EXISTS (
                              SELECT FROM supervision.audit_entry
                              WHERE subject_id = listed.item_id AND act IN ('Drop', 'Transfer') AND id < entry.closed)),
                   entry.acts, entry.days, entry.dues, array(
                        SELECT DISTINCT other.order_id FROM supervision.order_item AS listed
                        JOIN supervision.order_item AS other ON other.item_id = listed.item_id
                        WHERE listed.order_id = issued.id), entry.reports
            FROM supervision.supervisory_order AS issued
            JOIN supervision.campaign AS campaign ON campaign.id = issued.campaign_id
            JOIN supervision.unit AS unit ON unit.code = issued.unit_code
            JOIN LATERAL (
                SELECT array_agg(act ORDER BY id) AS acts, min(id) FILTER (WHERE act = 'Close') AS closed,
                       array_agg((at AT TIME ZONE 'Asia/Shanghai')::date ORDER BY id) AS days,
                       array_agg((CASE act WHEN 'Acknowledge' THEN coalesce(detail->>'dueOn', issued.due_on::text)
                                  ELSE detail->>'newDueOn' END)::date ORDER BY id) AS dues,
                       array_agg(CASE WHEN act IN ('Answer', 'Close')
                                 THEN supervision.reported_under(issued.id, id) END ORDER BY id) AS reports
                FROM supervision.audit_entry
                WHERE subject_id = issued.id AND act = ANY ({Told})
            ) AS entry ON 'Issue' = ANY (entry.acts)
            WHERE ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = campaign.id AND inspector.person_id = {sight.Person}))
              AND ({of.Campaign}::uuid IS NULL OR campaign.id = {of.Campaign})
              AND ({of.Unit}::text IS NULL OR unit.code = {of.Unit})
              AND ({of.Order}::uuid IS NULL OR issued.id = {of.Order})
            ORDER BY campaign.created_at DESC, campaign.id, issued.drafted_at, issued.id
            """, row => Read(row, today), stop);

    private const string Moved = "MoveDate";

    private static readonly string[] Told =
    [
        Moved, nameof(OrderTrigger.Issue), nameof(OrderTrigger.Acknowledge), nameof(OrderTrigger.Answer),
        nameof(OrderTrigger.ReturnAnswer), nameof(OrderTrigger.Close), nameof(OrderTrigger.Escalate),
        nameof(OrderTrigger.Withdraw),
    ];

    private static OrderJudged Read(NpgsqlDataReader row, DateOnly today)
    {
        var dues = row.GetFieldValue<DateOnly?[]>(9);
        var reports = row.GetFieldValue<DateOnly?[]>(11);
        var events = row.GetFieldValue<string[]>(7).Zip(row.GetFieldValue<DateOnly[]>(8), dues).Select((one, at) =>
            new OrderEvent(one.First == Moved ? null : Enum.Parse<OrderTrigger>(one.First), one.Second, one.Third)
            { ReportedOn = reports[at] });
        var course = OrderCourse.Of(events, row.GetBoolean(6));
        return new OrderJudged
        {
            Id = row.GetGuid(0),
            Campaign = (row.GetGuid(1), row.GetString(2)),
            UnitCode = row.GetString(3),
            Level = Enum.Parse<OrderLevel>(row.GetString(4)),
            Previous = row.IsDBNull(5) ? null : row.GetGuid(5),
            Sharing = row.GetFieldValue<Guid[]>(10),
            Course = course,
            Fate = course.Fate(today),
        };
    }
}
