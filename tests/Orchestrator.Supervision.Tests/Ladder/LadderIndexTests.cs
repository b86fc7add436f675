using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Reads;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Ladder;

/// <summary>What one case asks on its way, in a database that is full of others.</summary>
public sealed class LadderIndexTests(TestDatabase fixture) : IClassFixture<TestDatabase>
{
    private const int Others = 5_000;

    private static readonly DateTimeOffset OrderMoment = ShanghaiTime.StepMoment(Sample.Day(6, 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_way_of_one_case_walks_through_no_table_that_grows_with_the_others()
    {
        var unit = new LateUnit(fixture);
        await unit.Prepare(Stop);
        await Take(unit.Duties[0]);
        await Fill();
        var before = await Walked();

        await Take(unit.Duties[1]);
        await fixture.Database.InTransaction(async tx =>
        {
            await LateUnit.Obligations.Fulfil(tx, unit.Inspection, [Duty.FirstReport], OrderMoment, Stop);
            await LateUnit.Obligations.VoidUnits(tx, [unit.Inspection], OrderMoment, Stop);
            await new AwaitLadderStep(LateUnit.Rules).Release(tx, [new ReleasedWait(
                new InstanceId(Guid.NewGuid()), new BookmarkId(1), Lapsed: true, OrderMoment)], Stop);
            Assert.NotNull(await ReadCaseStory.Of(tx, new Sight(SeesAll: true, [], Guid.Empty), unit.Inspection, Stop));
        }, Stop);

        Assert.Equal(before, await Walked());
    }

    private Task<IReadOnlyList<EffectOutcome>> Take(Guid duty) => fixture.Database.InTransaction(
        tx => LateUnit.Taking().Run(tx, [LateUnit.Call(duty, OrderMoment)], Stop), Stop);

    /// <summary>Copies of what the unit has, each of a case of its own. Nobody asks who they belong to.</summary>
    private async Task Fill()
    {
        Sql foreign = $"SET LOCAL session_replication_role = replica";
        await fixture.Database.InTransaction(
            tx => tx.Execute([foreign, .. DutiesAndOrders(), .. TasksAndDocuments()], Stop), Stop);
        await fixture.Database.InTransaction(tx => tx.Execute($"ANALYZE", Stop), Stop);
    }

    private static Sql[] DutiesAndOrders() =>
    [
        $"""
        INSERT INTO supervision.obligation
        SELECT other.*
        FROM (SELECT one FROM supervision.obligation AS one LIMIT 1) AS first (one), generate_series(1, {Others}) AS n,
             jsonb_populate_record(first.one, jsonb_build_object(
                 'id', gen_random_uuid(), 'unit_inspection_id', gen_random_uuid(), 'item_id', gen_random_uuid(),
                 'unit_code', 'X' || n, 'instance_id', gen_random_uuid(), 'bookmark', n)) AS other
        """,
        $"""
        INSERT INTO supervision.supervisory_order
        SELECT other.*
        FROM (SELECT one FROM supervision.supervisory_order AS one LIMIT 1) AS first (one),
             generate_series(1, {Others}) AS n,
             jsonb_populate_record(first.one, jsonb_build_object(
                 'id', gen_random_uuid(), 'unit_inspection_id', gen_random_uuid(), 'matter', n)) AS other
        """,
    ];

    private static Sql[] TasksAndDocuments() =>
    [
        $"""
        INSERT INTO supervision.open_task
            (id, definition_id, definition_version, form, title, subject_kind, subject_id, unit_inspection_id,
             assignee_role, instance_id, bookmark, created_at, state, ended_at)
        SELECT gen_random_uuid(), 'campaign', 1, 'x', 'x', 'UnitInspection', gen_random_uuid(), gen_random_uuid(),
               'OfficeDirector', gen_random_uuid(), 1, now(), 'Done', now()
        FROM generate_series(1, {Others})
        """,
        $"""
        INSERT INTO supervision.document
            (id, kind, title, subject_kind, subject_id, series, year, serial, number, issued_on, issued_at,
             signed_by, fields)
        SELECT gen_random_uuid(), 'SupervisoryOrder', 'x', 'SupervisoryOrder', gen_random_uuid(), 'x', 2026, n,
               n::text, '2026-06-01', now(), 'x', {"{}"}::jsonb
        FROM generate_series(1, {Others}) AS n
        """,
    ];

    /// <summary>Rows that were read by walking through a whole table, per table.</summary>
    private async Task<string> Walked()
    {
        await fixture.Database.InTransaction(
            tx => tx.Query($"SELECT pg_stat_force_next_flush()::text", row => row.GetString(0), Stop), Stop);
        return (await fixture.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT string_agg(relname || ' ' || seq_tup_read, ', ' ORDER BY relname)
            FROM pg_stat_user_tables
            WHERE schemaname = 'supervision'
              AND relname IN ('obligation', 'supervisory_order', 'open_task', 'document')
            """, row => row.GetString(0), Stop), Stop))!;
    }
}
