using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Ladder;

/// <summary>S001 with items (five) due on 2026-05-27, notified on 05-28, and silent.</summary>
internal sealed class LateUnit(TestDatabase fixture, int items = 5)
{
    public static readonly RuleBook Rules = new();
    public static readonly Obligations Obligations = new(new WorkflowClient());

    private static readonly LetterTemplates Templates = new(new DefinitionStore());

    public static readonly LetterRoom Letters = new(Templates, Rules);

    public Guid Inspection { get; } = Guid.CreateVersion7();

    public ImmutableArray<Guid> Items { get; } = [.. Enumerable.Range(0, items).Select(_ => Guid.CreateVersion7())];

    public ImmutableArray<Guid> Duties { get; } = [.. Enumerable.Range(0, items).Select(_ => Guid.CreateVersion7())];

    public static TakeLadderStep Taking() => new(
        Rules, Letters, new ReminderDigest(Rules, Templates),
        new LadderOrders(
            new OpenOrders(new WorkflowClient(), Rules), new OpenInterviews(new WorkflowClient(), Rules), Rules));

    public static IssueOrder Issuing()
    {
        var steps = new OrderSteps(new WorkflowClient(), Obligations);
        var parts = new LateParts(Obligations, new TaskDates(new WorkflowClient(), Rules));
        var received = new ReceivedOrders(steps, Obligations, parts, Rules);
        var following = new OrderFollowing(steps, received, new TaskAnswers(new WorkflowClient()));
        return new IssueOrder(steps, following, new DocumentRoom(new DefinitionStore(), Rules), Rules);
    }

    public static LedgerCall Call(Guid subject, DateTimeOffset now) => new()
    {
        Instance = new InstanceId(Guid.CreateVersion7()),
        Definition = new DefinitionVersion(new DefinitionId("reminder-ladder"), 1),
        CorrelationId = subject.ToString(),
        Activity = new ActivityId("take"),
        Bookmark = new BookmarkId(1),
        Inputs = ImmutableDictionary<string, JsonElement>.Empty,
        Now = now,
    };

    public async Task Prepare(CancellationToken stop)
    {
        await fixture.Clear(stop);
        var change = new RuleChange("x", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "y");
        Assert.Empty(await new ImportDistrict(fixture.Database).Run(DistrictFiles.Sample, change, stop));
        var (campaign, receipt) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.Database.InTransaction(async tx =>
        {
            await Inspect(tx, campaign, receipt, stop);
            await Owe(tx, campaign, receipt, stop);
        }, stop);
    }

    private Task<IReadOnlyList<int>> Inspect(Tx tx, Guid campaign, Guid receipt, CancellationToken stop) => tx.Execute([
        $"""
        INSERT INTO supervision.campaign
            (id, title, line, type, basis, indicator_scheme_code, notice_on, on_site_from, on_site_to,
             self_evaluation, is_unannounced, is_off_plan, auto_issue_orders, publish, publishes_closures,
             profile_name, profile_version, calendar_version, requested_by, created_by, created_at, state, state_since)
        SELECT {campaign}, '食堂专项督导', 'School', 'Special', '年度计划', min(code), '2026-03-10', '2026-04-08',
               '2026-04-10', true, false, false, true, true, false, 'standard', 1, 1, 'x', 'clock', now(),
               'SchemePending', now()
        FROM supervision.indicator_scheme
        """,
        $"INSERT INTO supervision.campaign_unit (campaign_id, unit_code) VALUES ({campaign}, 'S001')",
        $"""
        INSERT INTO supervision.unit_inspection
            (id, campaign_id, unit_code, unit_name, state, state_since, on_site_from, on_site_to)
        VALUES ({Inspection}, {campaign}, 'S001', '一中', 'Rectifying', now(), '2026-04-08', '2026-04-10')
        """,
        $"""
        INSERT INTO supervision.receipt
            (id, subject_kind, subject_id, document, kind, received_on, recorded_at, recorded_by)
        VALUES ({receipt}, 'UnitInspection', {Inspection}, 'Letter', 'Signed', '2026-04-27', now(), 'x')
        """,
    ], stop);

    private Task<IReadOnlyList<int>> Owe(Tx tx, Guid campaign, Guid receipt, CancellationToken stop) => tx.Execute([
        $"""
        INSERT INTO supervision.problem_item
            (id, campaign_id, unit_inspection_id, number, origin, fact, basis, severity, is_danger_to_life,
             rectification_type, requirement, responsible_unit_code, days, receipt_id, received_on, original_due_on,
             due_on, due_explanation, calendar_version, state, state_since)
        SELECT item.id, {campaign}, {Inspection}, item.number, 'Inspection', '未留样', '规定', 'Moderate', false,
               'TimeLimited', '落实留样', 'S001', 30, {receipt}, '2026-04-27', '2026-05-27', '2026-05-27', '收到 + 30日',
               1, 'InRectification', now()
        FROM unnest({Items.ToArray()}) WITH ORDINALITY AS item (id, number)
        """,
        $"""
        INSERT INTO supervision.obligation
            (id, duty, campaign_id, unit_inspection_id, item_id, unit_code, receipt_id, received_on, due_on,
             due_explanation, profile_name, profile_version, calendar_version, state, state_since)
        SELECT duty.id, 'ItemReport', {campaign}, {Inspection}, duty.item, 'S001', {receipt}, '2026-04-27',
               '2026-05-27', '收到 + 30日', 'standard', 1, 1, 'Running', now()
        FROM unnest({Duties.ToArray()}, {Items.ToArray()}) AS duty (id, item)
        """,
        $"""
        INSERT INTO supervision.ladder_step
            (obligation_id, term, act, day_offset, level, planned_on, due_on, decided_at, decided_by, outcome,
             explanation, rule_id, rule_version, profile_name, profile_version, calendar_version, inputs)
        SELECT duty.id, 1, 'NotifyOverdue', 1, 'OverdueNotice', '2026-05-28', '2026-05-27', now(), 'clock', 'Sent',
               'x', 'TM-21', 1, 'standard', 1, 1, {"{}"}::jsonb
        FROM unnest({Duties.ToArray()}) AS duty (id)
        """,
    ], stop);
}
