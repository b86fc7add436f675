using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>A member leaves while the campaign runs (E-13).</summary>
public sealed class ChangedTeamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task E13_the_new_leader_is_asked_what_the_old_one_was_and_the_team_is_told()
    {
        await using var district = await RunningDistrict.Open();
        var campaign = await new InspectionStory(district, "S021").ToTheReceipt();
        await district.GoTo(RunningDistrict.At(3, 25, 10));
        await district.Answer(await district.TaskOf("self-evaluation"), "Submitted", """{"content":"自评报告"}""");
        var old = await district.Asked(await district.TaskOf("self-evaluation-review"));

        Assert.Null(await Change(district, campaign, "I005", ["I001", "I003"]));

        Assert.Equal(["段海燕"], await district.Texts($"""
            SELECT person.name FROM supervision.open_task AS task
            JOIN supervision.person AS person
              ON person.id = task.assignee_person_id AND person.id = task.owner_person_id
            WHERE task.state = 'Open' AND task.assignee_role = 'TeamLeader'
            """));
        await district.Answer(await district.TaskOf("self-evaluation-review"), "Accepted");
        Assert.NotEqual(old.Key, await district.One<string>($"""
            SELECT answered_by FROM supervision.task_answer ORDER BY answered_at DESC LIMIT 1
            """));
        await district.GoTo(RunningDistrict.At(3, 25, 11));
        var told = (await ReadLetter.All(district, Stop)).Where(one => one.Letter == "M-04.Team").ToList();
        Assert.Contains(told, one => one.Recipient.StartsWith("i005@", StringComparison.Ordinal));
        Assert.All(told, one => Assert.Contains("段海燕、沈立新、高正良", one.Mail.Text, StringComparison.Ordinal));
        Assert.Equal("", await district.Incidents());
    }

    [Theory]
    [InlineData("I001", "I003", "SU036")]
    [InlineData("I001", "I003 I099", "SU032")]
    [InlineData("I099", "I001 I003", "SU032")]
    public async Task A_team_that_would_not_stand_changes_nothing(string leader, string members, string code)
    {
        await using var district = await RunningDistrict.Open();
        var campaign = await new InspectionStory(district, "S021").ToTheReceipt();
        var before = await Team(district);

        var refused = await Change(district, campaign, leader, members.Split(' '));

        Assert.Equal(code, refused?.Code);
        Assert.Equal(before, await Team(district));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.audit_entry WHERE act = 'ReplaceTeam'"));
    }

    [Fact]
    public async Task Where_the_process_has_no_letter_for_it_the_team_changes_without_one()
    {
        await using var district = await RunningDistrict.Open();
        var campaign = await new InspectionStory(district, "S021").ToTheReceipt();
        await district.Db.InTransaction(async tx =>
        {
            var shipped = (await PublishedVersions.Folder(
                tx, new DefinitionVersion(new DefinitionId("campaign"), 1), Stop))!;
            var without = shipped with { Files = shipped.Files.Remove("_shared/mail/M-04.Team.liquid") };
            Assert.NotEqual(shipped.Files.Count, without.Files.Count);
            var published = await district.Part<PublishFolder>().Run(tx, without, PublishFolder.FromFolder, Stop);
            Assert.Equal(new DefinitionVersion(new DefinitionId("campaign"), 2), published.Version);
        }, Stop);

        Assert.Null(await Change(district, campaign, "I005", ["I001", "I003"]));

        Assert.Equal(["I005", "I001", "I003"], await Team(district));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-04.Team'"));
    }

    [Fact]
    public async Task Of_two_who_change_a_team_at_once_the_later_one_stands()
    {
        await using var district = await RunningDistrict.Open();
        var campaign = await new InspectionStory(district, "S021").ToTheReceipt();

        var refused = await Task.WhenAll(
            Change(district, campaign, "I005", ["I001", "I003"]), Change(district, campaign, "I003", ["I001", "I004"]));

        Assert.All(refused, Assert.Null);
        Assert.Equal(2, await district.One<long>(
            $"SELECT count(*) FROM supervision.audit_entry WHERE act = 'ReplaceTeam'"));
        Assert.Equal(3, (await Team(district)).Count);
    }

    [Fact]
    public async Task A_letter_is_not_signed_while_the_team_does_not_stand()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheDefence(findings: 1);
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Db.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.inspector SET status = 'Exited'
            WHERE code = (SELECT inspector_code FROM supervision.team_member WHERE NOT is_leader LIMIT 1)
            """, Stop), Stop);

        var refused = await district.Try(await district.TaskOf("opinion-sign"), "Signed");

        Assert.Equal(["SU036"], refused.Problems.Select(problem => problem.Code));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.document WHERE kind = 'SupervisionOpinion'"));
    }

    private static async Task<Problem?> Change(
        RunningDistrict district, Guid campaign, string leader, string[] members) =>
        await district.Part<ChangeTeam>().Run(
            new ChangeTeam.Request(campaign, leader, [.. members], "因工作调动退出"),
            await district.Official(Role.OfficeDirector), Stop);

    private static Task<IReadOnlyList<string>> Team(RunningDistrict district) => district.Texts(
        $"SELECT inspector_code FROM supervision.team_member ORDER BY is_leader DESC, inspector_code");
}
