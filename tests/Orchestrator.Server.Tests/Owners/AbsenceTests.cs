using Orchestrator.Engine;
using Orchestrator.Server.Tests.Composition;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using static Orchestrator.Server.Tests.Owners.OwnerTests;

namespace Orchestrator.Server.Tests.Owners;

/// <summary>离岗: what somebody owns goes to whoever stands in, from the first day on.</summary>
public sealed class AbsenceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_today_on_all_tasks_go_to_the_substitute_and_after_the_return_only_new_ones_come_back()
    {
        await using var district = await AtTheDraft();
        var (officer, colleague) = (await Officer(district), await Colleague(district));
        var draft = await district.TaskOf("opinion-draft");

        Assert.Null(await Away(district, officer, (24, 30), colleague));
        Assert.Equal(colleague, await OwnerOf(district, draft));
        Assert.Equal([$"{officer} {colleague} 离岗"], await district.Texts($"""
            SELECT from_person_id || ' ' || to_person_id || ' ' || reason FROM supervision.owner_change
            """));
        await Sign(district);
        await district.Answer(await district.TaskOf("letter-receipt"), "Received");
        await district.Answer(await district.TaskOf("rectification-plan"), "Filed",
            await new InspectionStory(district, "S021").Plan("S021"));
        var review = await district.TaskOf("plan-review");
        Assert.Equal(colleague, await OwnerOf(district, review));

        var absence = await district.One<Guid>($"SELECT id FROM supervision.absence");
        var back = await district.Official(Role.CaseOfficer, officer);
        Assert.Null(await district.Part<EndAbsence>().Run(back, absence, Stop));
        Assert.Equal("SU083", (await district.Part<EndAbsence>().Run(await Director(district), absence, Stop))!.Code);
        await district.Answer(review, "Returned", """{"reason":"措施不具体"}""");
        await district.Answer(await district.TaskOf("rectification-plan"), "Filed",
            await new InspectionStory(district, "S021").Plan("S021"));
        Assert.Equal(officer, await OwnerOf(district, await district.TaskOf("plan-review")));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task One_that_is_to_come_changes_nothing_before_its_first_morning()
    {
        await using var district = await AtTheDraft();
        var (officer, colleague) = (await Officer(district), await Colleague(district));
        var draft = await district.TaskOf("opinion-draft");

        Assert.Null(await Away(district, officer, (27, 30), colleague));
        await district.Part<OwnerSweep>().Run(Stop);
        await district.GoTo(RunningDistrict.At(4, 26, 23));
        Assert.Equal(officer, await OwnerOf(district, draft));

        await district.GoTo(RunningDistrict.At(4, 27, 9));
        Assert.Equal(colleague, await OwnerOf(district, draft));
        Assert.Equal(["clock"], await district.Texts($"SELECT changed_by FROM supervision.owner_change"));
        await district.Part<OwnerSweep>().Run(Stop);
        Assert.Equal(1, await district.One<long>($"SELECT count(*) FROM supervision.owner_change"));
    }

    [Fact]
    public async Task A_substitute_who_is_away_too_is_passed_over_in_favour_of_their_own()
    {
        await using var district = await AtTheDraft();
        var (officer, colleague) = (await Officer(district), await Colleague(district));
        var draft = await district.TaskOf("opinion-draft");
        var third = await Join(district, Role.CaseOfficer);

        Assert.Null(await Away(district, colleague, (24, 30), third));
        Assert.Null(await Away(district, officer, (24, 30), colleague));
        Assert.Equal(third, await OwnerOf(district, draft));

        var last = await Away(district, third, (24, 24), officer);
        Assert.Equal("SU082", last!.Code);
        Assert.Contains("没有其他在岗的经办人", last.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_team_without_its_leader_is_led_on_by_the_member_who_stands_in()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 8, 10));
        var (record, leader) = (await district.TaskOf("on-site-record"), await Leader(district));
        var member = await district.One<Guid>($"""
            SELECT person_id FROM supervision.inspector WHERE code = 'I003'
            """);

        Assert.Null(await Away(district, leader, (8, 12), member, await district.Official(Role.Inspector, leader)));
        Assert.Equal(member, await OwnerOf(district, record));
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        Assert.Empty((await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = record,
            Actor = await district.Official(Role.Inspector, member),
            Outcome = "Recorded",
            Content = Json.Parse(await story.VisitRecord()),
        }, Stop)).Problems);

        Assert.Equal(member, await OwnerOf(district, await district.TaskOf("preliminary-opinion")));
    }

    [Fact]
    public async Task Of_chair_and_deputies_one_stays_and_nobody_leaves_a_post_that_only_the_absent_hold()
    {
        await using var district = await AtTheDraft();
        await Join(district, Role.ChiefInspector);
        var chair = (await district.Official(Role.CommitteeChair)).Person;
        var deputies = await district.Db.InTransaction(tx => tx.Query(
            $"SELECT person_id, id FROM supervision.post WHERE role = 'CommitteeDeputy' ORDER BY id",
            row => (Person: row.GetGuid(0), Post: row.GetGuid(1)), Stop), Stop);
        var last = deputies[^1];
        foreach (var one in deputies.Take(deputies.Count - 1).Select(one => one.Person).Prepend(chair))
            Assert.Null(await Away(district, one, (24, 30), last.Person));

        var refused = await Away(district, last.Person, (30, 30), chair);
        Assert.Contains("没有其他在岗的教督委主任或教督委副主任", refused!.Message, StringComparison.Ordinal);
        Assert.Equal("SU081", (await End(last.Post))!.Code);

        var (officer, colleague) = (await Officer(district), await Colleague(district));
        Assert.Null(await Away(district, officer, (24, 30), colleague));
        var post = await district.One<Guid>($"SELECT id FROM supervision.post WHERE person_id = {colleague}");
        Assert.Equal("SU081", (await End(post))!.Code);
        var absence = await district.One<Guid>($"SELECT id FROM supervision.absence WHERE person_id = {officer}");
        Assert.Null(await district.Part<EndAbsence>().Run(await Director(district), absence, Stop));
        Assert.Null(await End(post));

        async Task<Problem?> End(Guid ended) => await district.Part<EndPost>().Run(
            await district.Official(Role.Administrator), ended, Stop);
    }

    [Fact]
    public async Task Nobody_leaves_a_post_whose_other_holder_is_about_to_go_away()
    {
        await using var district = await AtTheDraft();
        var (officer, colleague) = (await Officer(district), await Colleague(district));
        Assert.Null(await Away(district, officer, (27, 30), colleague));
        var post = await district.One<Guid>($"SELECT id FROM supervision.post WHERE person_id = {colleague}");

        var refused = await district.Part<EndPost>().Run(await district.Official(Role.Administrator), post, Stop);

        Assert.Equal("SU081", refused?.Code);
    }

    [Fact]
    public async Task Nobody_goes_away_whose_other_holder_leaves_before_the_return()
    {
        await using var district = await AtTheDraft();
        var (officer, colleague) = (await Officer(district), await Colleague(district));
        await district.Db.InTransaction(tx => tx.Execute(
            $"UPDATE supervision.post SET valid_to = '2026-04-28' WHERE person_id = {colleague}", Stop), Stop);

        Assert.Equal("person", (await Away(district, officer, (27, 30), colleague))?.Where);
    }

    [Fact]
    public async Task The_deputy_who_stands_in_for_the_chair_is_written_to_and_the_log_says_no_reason()
    {
        await using var district = await RunningDistrict.Open();
        await district.GoTo(RunningDistrict.At(3, 10, 11));
        var (chair, deputy) = (await district.Official(Role.CommitteeChair),
            await district.Official(Role.CommitteeDeputy));
        Assert.Null(await district.Part<RegisterAbsence>().Run(new RegisterAbsence.Request
        {
            Actor = chair,
            Person = chair.Person,
            From = new DateOnly(2026, 3, 9),
            To = new DateOnly(2026, 3, 31),
            Substitute = deputy.Person,
            Reason = "病假",
        }, Stop));
        await district.Start(new InspectionStory(district, "S021").Request with
        {
            IsOffPlan = true,
        });
        Assert.Equal(deputy.Person, await OwnerOf(district, await district.TaskOf("scheme-approval")));

        await district.GoTo(RunningDistrict.At(3, 25, 10));

        Assert.Equal(["M-26", "M-26.Again"], await district.Texts($"""
            SELECT DISTINCT mail.letter FROM orchestrator.mail AS mail
            JOIN supervision.person AS person ON person.email = mail.recipient_address
            WHERE person.id = {deputy.Person} AND mail.letter LIKE 'M-26%' ORDER BY 1
            """));
        Assert.DoesNotContain("病假", await district.One<string>($"""
            SELECT detail::text FROM supervision.audit_entry WHERE act = 'RegisterAbsence'
            """), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_that_fails_keeps_no_letter_of_the_morning_back()
    {
        await using var district = await AtTheDraft();
        var chair = (await district.Official(Role.CommitteeChair)).Person;
        await district.Db.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.open_task SET form = 'unknown', owner_person_id = {chair} WHERE form = 'opinion-draft'
            """, Stop), Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(() => district.Part<OwnerSweep>().Run(Stop));

        await district.GoTo(RunningDistrict.At(4, 27, 9));

        Assert.Equal("2026-04-27", await district.One<string>($"""
            SELECT max(queued_at AT TIME ZONE 'Asia/Shanghai')::date::text
            FROM orchestrator.mail WHERE letter = 'M-30'
            """));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_field()
    {
        await using var district = await AtTheDraft();
        var (officer, colleague) = (await Officer(district), await Colleague(district));
        var director = (await Director(district)).Person;
        var reviewer = (await district.Official(Role.DepartmentReviewer, unit: "D06")).Person;
        Assert.Null(await Away(district, officer, (24, 30), colleague));

        Assert.Equal(
            [
                "from 这一期间已登记过离岗", "to 最后一天不能早于第一天", "to 离岗期间已经过去", "substitute 代办人不能是本人",
                "substitute 同类岗位", "person 没有其他在岗的督导办主任",
            ],
            new[]
            {
                Said(await Away(district, officer, (28, 29), colleague), "这一期间已登记过离岗"),
                Said(await Away(district, officer, (29, 28), colleague), "最后一天不能早于第一天"),
                Said(await Away(district, officer, (20, 23), colleague), "离岗期间已经过去"),
                Said(await Away(district, colleague, (24, 24), colleague), "代办人不能是本人"),
                Said(await Away(district, reviewer, (24, 24), officer), "同类岗位"),
                Said(await Away(district, director, (24, 24), colleague), "没有其他在岗的督导办主任"),
            });
        Assert.Equal("AU010", (await Away(
            district, colleague, (24, 24), officer, await district.Official(Role.CaseOfficer, officer)))!.Code);
    }

    /// <summary>2026-04-24, with the opinion letter to be drafted.</summary>
    private static async Task<RunningDistrict> AtTheDraft()
    {
        var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheDefence(findings: 1);
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        return district;
    }

    private static async Task Sign(RunningDistrict district)
    {
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(4, 27, 10));
    }

    private static Task<Guid> Colleague(RunningDistrict district) => district.One<Guid>($"""
        SELECT post.person_id FROM supervision.post AS post
        WHERE post.role = 'CaseOfficer' AND NOT EXISTS (
            SELECT FROM supervision.line_officer WHERE person_id = post.person_id AND line = 'School')
        """);

    /// <summary>In April, by the director unless somebody else is named.</summary>
    private static async Task<Problem?> Away(
        RunningDistrict district, Guid person, (int From, int To) days, Guid substitute, Actor? by = null) =>
        await district.Part<RegisterAbsence>().Run(new RegisterAbsence.Request
        {
            Actor = by ?? await Director(district),
            Person = person,
            From = new DateOnly(2026, 4, days.From),
            To = new DateOnly(2026, 4, days.To),
            Substitute = substitute,
            Reason = "出差",
        }, Stop);

    private static string Said(Problem? problem, string words) =>
        problem!.Message.Contains(words, StringComparison.Ordinal) ? $"{problem.Where} {words}" : problem.Message;
}
