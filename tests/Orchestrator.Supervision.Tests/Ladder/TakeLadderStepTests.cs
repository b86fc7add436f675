using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Ladder;

/// <summary>One domain step per unit, level and day, whoever takes it.</summary>
public sealed class TakeLadderStepTests(TestDatabase fixture) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset OrderMoment = ShanghaiTime.StepMoment(Sample.Day(6, 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_items_that_cross_at_the_same_moment_on_two_servers_give_one_order_that_lists_five()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await using var first = Database.Open(fixture.ConnectionString);
        await using var second = Database.Open(fixture.ConnectionString);

        var ports = await Task.WhenAll(Take(first, unit.Duties[..3]), Take(second, unit.Duties[3..]));

        Assert.Equal(["Listed", "Listed", "Listed", "Listed", "OrderOpened"], ports.SelectMany(one => one).Order());
        Assert.Equal(1, await Count($"SELECT count(*) FROM supervision.supervisory_order WHERE level = 'First'"));
        Assert.Equal(5, await Count($"SELECT count(*) FROM supervision.order_item"));
        Assert.Equal(5, await Count($"SELECT count(*) FROM supervision.ladder_step WHERE act = 'OpenFirstOrder'"));
    }

    [Fact]
    public async Task An_item_that_a_signed_order_urges_is_not_urged_by_a_second_first_order()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await Take(fixture.Database, unit.Duties);
        await Write($"UPDATE supervision.supervisory_order SET threshold_on = '2026-05-21'");

        // As if this ladder had not taken its step yet, while the order of an earlier day lists its item.
        await Write($"ALTER TABLE supervision.ladder_step DISABLE TRIGGER USER");
        await Write($"DELETE FROM supervision.ladder_step WHERE act = 'OpenFirstOrder'");
        await Write($"ALTER TABLE supervision.ladder_step ENABLE TRIGGER USER");

        Assert.Equal(["Listed"], await Take(fixture.Database, unit.Duties[..1]));
        Assert.Equal(1, await Count($"SELECT count(*) FROM supervision.supervisory_order"));
    }

    [Fact]
    public async Task An_item_under_review_is_not_escalated_with_the_others()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await Write($"UPDATE supervision.obligation SET state = 'Paused' WHERE id = {unit.Duties[0]}");

        Assert.Equal(["Skipped", "OrderOpened"], await Take(fixture.Database, unit.Duties[..2]));
        Assert.Equal(4, await Count($"SELECT count(*) FROM supervision.order_item"));
    }

    [Fact]
    public async Task An_order_whose_items_were_all_reported_before_its_issue_is_voided_and_takes_no_number()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await Take(fixture.Database, unit.Duties);
        var order = await One($"SELECT id FROM supervision.supervisory_order");
        await Write($"UPDATE supervision.problem_item SET state = 'ReportSubmitted'");

        var issuing = LateUnit.Issuing();
        var outcome = await fixture.Database.InTransaction(
            tx => issuing.Run(tx, [LateUnit.Call(order, OrderMoment)], Stop), Stop);

        Assert.Equal("Voided", Port(Assert.Single(outcome)));
        Assert.Equal(0, await Count($"SELECT count(*) FROM supervision.document"));
        Assert.Equal(1, await Count($"SELECT count(*) FROM supervision.supervisory_order WHERE state = 'Voided'"));
    }

    [Fact]
    public async Task An_order_that_may_not_be_issued_keeps_its_items_and_takes_no_number()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await Take(fixture.Database, unit.Duties);
        var order = await One($"SELECT id FROM supervision.supervisory_order");
        await Write($"UPDATE supervision.problem_item SET state = 'ReportSubmitted' WHERE id = {unit.Items[0]}");
        await Write($"""
            UPDATE supervision.supervisory_order SET state = 'Voided', ended_at = now(), end_reason = '不予签发'
            """);

        var issuing = LateUnit.Issuing();
        var outcome = await fixture.Database.InTransaction(
            tx => issuing.Run(tx, [LateUnit.Call(order, OrderMoment)], Stop), Stop);

        Assert.Equal("SU013", Assert.IsType<EffectOutcome.Failed>(Assert.Single(outcome)).Code);
        Assert.Equal(0, await Count($"SELECT count(*) FROM supervision.document"));
        Assert.Equal(0, await Count($"SELECT count(*) FROM supervision.number_series"));
        Assert.Equal(5, await Count($"SELECT count(*) FROM supervision.order_item"));
    }

    [Fact]
    public async Task An_extension_moves_item_and_ladder_together_and_a_late_request_needs_the_director()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        var officer = Step.By(Official(Role.CaseOfficer), ShanghaiTime.StepMoment(Sample.Day(5, 27)));
        var director = officer with { Actor = Official(Role.OfficeDirector) };
        var asked = new RequestExtension.Request(unit.Items[0], 10, "设备到货推迟", null);

        Assert.Equal("SU022", (await Ask(asked, officer))?.Code);
        Assert.Equal("AU010", (await Ask(asked with { OverrideReason = "情况属实" }, officer))?.Code);
        Assert.Null(await Ask(asked with { OverrideReason = "情况属实" }, director));
        Assert.Equal("SU024", (await Ask(asked with { OverrideReason = "情况属实" }, director))?.Code);
        Assert.Equal("AU010", (await Decide(unit.Items[0], officer))?.Code);
        Assert.Null(await Decide(unit.Items[0], director));
        Assert.Equal("SU027", (await Decide(unit.Items[0], director))?.Code);
        Assert.Equal(1, await Count($"""
            SELECT count(*) FROM supervision.obligation AS duty
            JOIN supervision.problem_item AS item ON item.id = duty.item_id AND item.due_on = duty.due_on
            WHERE duty.term = 2 AND duty.due_on = '2026-06-08' AND item.is_extended
            """));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public async Task Each_item_is_urged_by_its_own_calendar_whichever_ladder_comes_first(int first, int then)
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await NewCalendar("2026-05-30", DayType.MakeupWorkday, unit.Duties[..2]);

        // Two items reach their order on Saturday by the new table, the others on Monday by the one they have.
        await TakeAt(ShanghaiTime.StepMoment(Sample.Day(5, 30)), unit.Duties[first], unit.Duties[then]);
        Assert.Equal([1, 2], await Listed());

        await TakeAt(OrderMoment, unit.Duties[then], unit.Duties[first], unit.Duties[2]);
        Assert.Equal([1, 2, 3, 4, 5], await Listed());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public async Task An_order_that_comes_a_day_late_lists_the_same_and_is_of_the_same_day_whoever_opens_it(
        int first, int then)
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await NewCalendar("2026-05-30", DayType.MakeupWorkday, unit.Duties[..2]);

        await TakeAt(OrderMoment, unit.Duties[first], unit.Duties[then]);

        Assert.Equal([1, 2, 3, 4, 5], await Listed());
        Assert.Equal(1, await Count(
            $"SELECT count(*) FROM supervision.supervisory_order WHERE threshold_on = '2026-05-30'"));
    }

    private Task NewCalendar(string day, DayType type, ImmutableArray<Guid> of) =>
        fixture.Database.InTransaction(async tx =>
        {
            var current = await LateUnit.Rules.ReadCalendar(tx, new CalendarVersion(1), Stop);
            var added = current.Days.First() with
            {
                Date = DateOnly.Parse(day, CultureInfo.InvariantCulture),
                Name = "更正",
                Type = type,
                IsStatutoryDay = false,
            };
            var change = new RuleChange("x", DateTimeOffset.UnixEpoch, "y");
            await PublishRules.Calendar(tx, [.. current.Days, added], change, Stop);
            await tx.Execute(
                $"UPDATE supervision.obligation SET calendar_version = 2 WHERE id = ANY ({of.ToArray()})", Stop);
        }, Stop);

    private async Task<IReadOnlyList<int>> Listed() => await fixture.Database.InTransaction(tx => tx.Query($"""
        SELECT item.number
        FROM supervision.order_item AS listed
        JOIN supervision.problem_item AS item ON item.id = listed.item_id
        ORDER BY 1
        """, row => row.GetInt32(0), Stop), Stop);

    /// <summary>One after the other, as two servers would.</summary>
    private async Task TakeAt(DateTimeOffset now, params Guid[] duties)
    {
        foreach (var duty in duties)
            await fixture.Database.InTransaction(
                tx => LateUnit.Taking().Run(tx, [LateUnit.Call(duty, now)], Stop), Stop);
    }

    private Task<Engine.Problem?> Ask(RequestExtension.Request asked, Step step) => fixture.Database.InTransaction(
        tx =>
        {
            var letters = new ExtensionLetters(LateUnit.Letters, new DefinitionStore());
            return new RequestExtension(fixture.Database, LateUnit.Rules, letters, null!).Ask(tx, asked, step, Stop);
        }, Stop);

    private Task<Engine.Problem?> Decide(Guid item, Step step)
    {
        var tasks = new TaskDates(new WorkflowClient(), LateUnit.Rules);
        var dates = new ExtendedDates(LateUnit.Obligations, tasks, LateUnit.Rules, LateUnit.Letters);
        return fixture.Database.InTransaction(tx => new DecideExtension(fixture.Database, dates, null!, null!)
            .Decide(tx, new DecideExtension.Request(item, true, null), step, Stop), Stop);
    }

    private static Actor.Official Official(Role role) => new(Guid.NewGuid(), "x", [new Post(role, null)]);

    private static async Task<string[]> Take(Database database, ImmutableArray<Guid> duties)
    {
        var outcomes = await database.InTransaction(tx => LateUnit.Taking().Run(
            tx, [.. duties.Select(duty => LateUnit.Call(duty, OrderMoment))], Stop), Stop);
        return [.. outcomes.Select(Port)];
    }

    private static string Port(EffectOutcome outcome) =>
        Assert.Single(Assert.IsType<EffectOutcome.Done>(outcome).Outcomes);

    private Task<int> Write(Sql sql) => fixture.Database.InTransaction(tx => tx.Execute(sql, Stop), Stop);

    private Task<long> Count(Sql sql) => fixture.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetInt64(0), Stop), Stop);

    private Task<Guid> One(Sql sql) => fixture.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetGuid(0), Stop), Stop);
}
