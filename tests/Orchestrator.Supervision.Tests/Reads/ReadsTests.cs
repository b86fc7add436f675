using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Reads;

/// <summary>Lists over a district in which one campaign for S001 waits for its approval.</summary>
public sealed class ReadsTests(TestDatabase fixture) : IClassFixture<TestDatabase>
{
    private static readonly Guid Campaign = Guid.CreateVersion7();
    private static readonly ListFilter All = new() { Today = Sample.Day(3, 10) };
    private static readonly Sight Everything = new(SeesAll: true, [], Guid.Empty);
    private static readonly Sight Nothing = new(SeesAll: false, [], Guid.Empty);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_is_seen_by_the_office_and_by_the_department_of_its_unit_alone()
    {
        await Prepare();
        var department = await One($"SELECT supervising_unit_code FROM supervision.unit WHERE code = 'S001'");

        Assert.Equal(Campaign, Assert.Single((await Campaigns(Everything)).Rows).Id);
        Assert.Equal(1, (await Campaigns(Everything)).Rows[0].Units);
        Assert.Single((await Campaigns(Nothing with { Departments = [department] })).Rows);
        Assert.Empty((await Campaigns(Nothing with { Departments = ["D999"] })).Rows);
    }

    [Fact]
    public async Task A_percent_sign_in_a_search_is_a_percent_sign()
    {
        await Prepare();

        Assert.Single((await Campaigns(Everything, All with { Search = "食堂" })).Rows);
        Assert.Empty((await Campaigns(Everything, All with { Search = "%" })).Rows);
    }

    [Fact]
    public async Task A_task_is_listed_to_its_role_and_to_nobody_else()
    {
        await Prepare();

        Assert.Equal("方案审批", Assert.Single((await Tasks(Role.OfficeDirector)).Rows).Title);
        Assert.Empty((await Tasks(Role.CaseOfficer)).Rows);
    }

    [Fact]
    public async Task Lists_of_what_has_not_happened_are_empty()
    {
        await Prepare();

        await Read(async tx => Assert.Empty((await ItemList.Of(tx, Everything, All, default, Stop)).Rows));
        await Read(async tx => Assert.Empty((await OrderList.Of(tx, Everything, All, default, Stop)).Rows));
        await Read(async tx => Assert.Empty(await OrderList.Items(tx, Guid.NewGuid(), Stop)));
        await Read(async tx => Assert.Empty((await OverdueList.Of(tx, Everything, All, Stop)).Rows));
        await Read(async tx => Assert.Null(await ReadCaseStory.Of(tx, Everything, Guid.NewGuid(), Stop)));
        await Read(async tx => Assert.Single(await CampaignList.Units(tx, Everything, Campaign, Stop)));
        await Read(async tx => Assert.Equal(100, (await UnitList.Of(tx, Everything, All, null, Stop)).Total));
    }

    [Fact]
    public async Task A_case_begins_with_its_notice_and_hides_from_other_departments()
    {
        await Prepare();
        var inspection = Guid.CreateVersion7();
        await Write($"""
            INSERT INTO supervision.unit_inspection
                (id, campaign_id, unit_code, unit_name, state, state_since, on_site_from, on_site_to)
            VALUES ({inspection}, {Campaign}, 'S001', '一中', 'Notified', now(), '2026-04-01', '2026-04-02')
            """);
        await Write($"""
            INSERT INTO supervision.audit_entry (at, actor, act, subject_kind, subject_id, state_after)
            VALUES (now(), 'clock', 'IssueNotice', 'UnitInspection', {inspection}, 'Notified')
            """);

        await Read(async tx =>
        {
            var story = await ReadCaseStory.Of(tx, Everything, inspection, Stop);
            Assert.Equal("系统", Assert.Single(story!.Happened).By);
            Assert.Null(await ReadCaseStory.Of(tx, Nothing, inspection, Stop));
        });
    }

    private async Task Prepare()
    {
        await fixture.Clear(Stop);
        var change = new RuleChange("x", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "y");
        Assert.Empty(await new ImportDistrict(fixture.Database).Run(DistrictFiles.Sample, change, Stop));
        await Write($"""
            INSERT INTO supervision.campaign
                (id, title, line, type, basis, indicator_scheme_code, notice_on, on_site_from, on_site_to,
                 self_evaluation, is_unannounced, is_off_plan, auto_issue_orders, publish, publishes_closures,
                 profile_name, profile_version, calendar_version, requested_by, created_by, created_at, state,
                 state_since)
            SELECT {Campaign}, '食堂专项督导', 'School', 'Special', '年度计划', min(code), '2026-03-10', '2026-04-01',
                   '2026-04-02', true, false, false, true, true, false, 'standard', 1, 1, 'x', 'clock', now(),
                   'SchemePending', now()
            FROM supervision.indicator_scheme
            """);
        await Write($"INSERT INTO supervision.campaign_unit (campaign_id, unit_code) VALUES ({Campaign}, 'S001')");
        await Write($"""
            INSERT INTO supervision.open_task
                (id, definition_id, definition_version, form, title, subject_kind, subject_id, campaign_id,
                 assignee_role, owner_person_id, instance_id, bookmark, created_at)
            SELECT gen_random_uuid(), 'campaign', 1, 'scheme-approval', '方案审批', 'InspectionCampaign', {Campaign},
                   {Campaign}, 'OfficeDirector', person_id, gen_random_uuid(), 1, now()
            FROM supervision.post WHERE role = 'OfficeDirector'
            """);
    }

    private async Task<Listed<CampaignListed>> Campaigns(Sight sight, ListFilter? filter = null) =>
        await fixture.Database.InTransaction(tx => CampaignList.Of(tx, sight, filter ?? All, Stop), Stop);

    private async Task<Listed<TaskListed>> Tasks(Role role) => await fixture.Database.InTransaction(tx =>
        TaskList.Of(tx, new Actor.Official(Guid.NewGuid(), "x", [new Post(role, null)]), All, [], Stop), Stop);

    private Task Read(Func<Tx, Task> read) => fixture.Database.InTransaction(read, Stop);

    private Task<int> Write(Sql sql) => fixture.Database.InTransaction(tx => tx.Execute(sql, Stop), Stop);

    private async Task<string> One(Sql sql) => await fixture.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetString(0), Stop), Stop) ?? "";
}
