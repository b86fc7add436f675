using Orchestrator.Server.Tests.Composition;
using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Testing;
using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Owners;

/// <summary>承办人 of every open task, on the shipped processes: chosen, and never missing.</summary>
public sealed class OwnerTests
{
    private const string Found = """{"method":"Desk","opinion":"已核查"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_task_of_the_office_is_owned_by_whoever_is_expected_to_do_it()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.Answer(await district.TaskOf("plan-review"), "Approved");
        await File(district, 1);

        var leader = await Name(district, await Leader(district));
        var officer = await Name(district, await Officer(district));
        Assert.Equal(
            [
                "campaign-report 姜云霞", "defence -", "department-review 严振宇", "first-report -",
                "issue-notice 姜云霞", "letter-receipt -", "notice-receipt -", $"on-site-record {leader}",
                $"opinion-draft {officer}", "opinion-sign 姜云霞", $"plan-review {officer}",
                $"preliminary-opinion {leader}", "rectification-plan -", "rectification-report -",
                "scheme-approval 姜云霞", "self-evaluation -", $"self-evaluation-review {leader}",
                "tracking-report 严振宇", $"verification {officer}",
            ],
            await district.Texts($"""
                SELECT DISTINCT task.form || ' ' || coalesce(owner.name, '-')
                FROM supervision.open_task AS task
                LEFT JOIN supervision.person AS owner ON owner.id = task.owner_person_id
                ORDER BY 1
                """));
    }

    [Fact]
    public async Task No_open_task_of_an_official_can_be_without_owner_and_none_of_a_unit_can_have_one()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheReceipt();
        var (task, officer) = (await district.TaskOf("self-evaluation"), await Officer(district));

        var owned = await Assert.ThrowsAsync<PostgresException>(() => Execute(district, $"""
            UPDATE supervision.open_task SET owner_person_id = {officer} WHERE id = {task}
            """));
        var ownerless = await Assert.ThrowsAsync<PostgresException>(() => Execute(district, $"""
            UPDATE supervision.open_task SET assignee_role = 'CaseOfficer' WHERE id = {task}
            """));

        Assert.Equal(("an_open_task_has_one_owner", "an_open_task_has_one_owner"),
            (owned.ConstraintName, ownerless.ConstraintName));
    }

    [Fact]
    public async Task The_second_verification_falls_to_another_person_than_the_first()
    {
        await using var district = await Reported("Serious");
        var first = await district.TaskOf("verification");
        var verifier = await OwnerOf(district, first);
        Assert.Empty((await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = first,
            Actor = await district.Official(Role.CaseOfficer, verifier),
            Outcome = "Rectified",
            Content = Json.Parse(Found),
        }, Stop)).Problems);

        var second = await district.TaskOf("verification");

        Assert.NotEqual(verifier, await OwnerOf(district, second));
        Assert.Equal("SU084", (await Give(district, second, verifier, await Director(district)))!.Code);
    }

    [Fact]
    public async Task A_question_that_nobody_may_answer_waits_as_an_incident_until_somebody_takes_the_post()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheDefence(findings: 1);
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        await Vacate(district, Role.OfficeDirector);
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        Assert.Contains("目前没有能办理的人在任", await district.Incidents(), StringComparison.Ordinal);

        await Join(district, Role.OfficeDirector, "O02");
        Assert.Null(await district.Part<RetryIncident>().Run(
            await district.One<long>($"SELECT id FROM orchestrator.incident"), null,
            await district.Official(Role.Administrator), Stop));

        Assert.Equal("何新任", await Name(district, await OwnerOf(district, await district.TaskOf("opinion-sign"))));
    }

    [Fact]
    public async Task What_a_department_without_reviewer_is_asked_the_office_watches_until_it_lapses()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.Answer(await district.TaskOf("plan-review"), "Approved");
        await Vacate(district, Role.DepartmentReviewer);
        await district.Answer(await district.TaskOf("rectification-report"), "Reported", Report);
        var (review, officer) = (await district.TaskOf("department-review"), await Officer(district));

        Assert.Equal(officer, await OwnerOf(district, review));
        Assert.Contains("o02.liaison@gov.yunze.example.test", await district.Texts($"""
            SELECT recipient_address FROM orchestrator.mail WHERE letter = 'M-12' AND task_id = {review}
            """));

        await Join(district, Role.DepartmentReviewer, "D06");
        await district.Part<OwnerSweep>().Run(Stop);
        Assert.Equal("何新任", await Name(district, await OwnerOf(district, review)));
        await Vacate(district, Role.DepartmentReviewer);
        await district.GoTo(RunningDistrict.At(5, 25, 10));
        Assert.Equal(["Lapsed"], await district.Texts(
            $"SELECT state FROM supervision.open_task WHERE form = 'department-review'"));
        Assert.Equal(["CaseOfficer"], await district.Texts($"""
            SELECT post.role FROM supervision.open_task AS task
            JOIN supervision.post AS post ON post.person_id = task.owner_person_id
            WHERE task.form = 'tracking-report'
            """));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task The_sweep_takes_a_task_from_whoever_may_not_do_it_and_leaves_all_others()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 8, 10));
        var (record, leader) = (await district.TaskOf("on-site-record"), await Leader(district));
        var stranger = await district.One<Guid>($"SELECT person_id FROM supervision.inspector WHERE code = 'I009'");
        var reviewer = (await district.Official(Role.DepartmentReviewer, unit: "D06")).Person;
        Assert.Equal(0, await district.Part<OwnerSweep>().Run(Stop));

        // As a change of the team that passed over a locked task, and as the migration where nobody held the role.
        foreach (var other in new[] { stranger, reviewer })
        {
            await Execute(district, $"UPDATE supervision.open_task SET owner_person_id = {other} WHERE id = {record}");
            Assert.Equal(1, await district.Part<OwnerSweep>().Run(Stop));
            Assert.Equal(leader, await OwnerOf(district, record));
        }
    }

    [Fact]
    public async Task Who_leaves_a_post_leaves_no_task_and_no_function_behind()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheDefence(findings: 1);
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        var (task, officer) = (await district.TaskOf("opinion-draft"), await Officer(district));

        Assert.Null(await district.Part<EndPost>().Run(
            await district.Official(Role.Administrator),
            await district.One<Guid>($"SELECT id FROM supervision.post WHERE person_id = {officer}"), Stop));

        var next = await OwnerOf(district, task);
        Assert.NotEqual(officer, next);
        Assert.Equal([$"Government {next}", $"Monitoring {next}", $"School {next}"], await district.Texts(
            $"SELECT line || ' ' || person_id FROM supervision.line_officer ORDER BY 1"));
        Assert.Equal(["离任"], await district.Texts(
            $"SELECT reason FROM supervision.owner_change WHERE task_id = {task} AND to_person_id = {next}"));
    }

    [Fact]
    public async Task Only_its_owner_and_the_director_hand_a_task_over_and_only_to_somebody_who_may_do_it()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheDefence(findings: 1);
        var units = await Give(
            district, await district.TaskOf("defence"), await Officer(district), await Director(district));
        Assert.Contains("由单位联系人办理，不能交接", units!.Message, StringComparison.Ordinal);
        Assert.Equal("AU010", (await Give(district, await district.TaskOf("defence"), await Officer(district),
            await district.Official(Role.DepartmentReviewer, unit: "D10")))!.Code);
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        var (task, officer) = (await district.TaskOf("opinion-draft"), await Officer(district));
        var owner = await district.Official(Role.CaseOfficer, officer);
        var colleague = await district.One<Guid>($"""
            SELECT person_id FROM supervision.post WHERE role = 'CaseOfficer' AND person_id <> {officer}
            """);
        var reviewer = (await district.Official(Role.DepartmentReviewer, unit: "D06")).Person;

        var unfit = await Give(district, task, reviewer, owner);
        Assert.Equal("SU084", unfit!.Code);
        Assert.Contains("“严振宇”不能办理“", unfit.Message, StringComparison.Ordinal);
        Assert.Contains("经办人办理", unfit.Message, StringComparison.Ordinal);
        Assert.Equal("AU010", (await Give(
            district, task, colleague, await district.Official(Role.CaseOfficer, colleague)))!.Code);

        Assert.Null(await Give(district, task, colleague, owner));
        Assert.Null(await Give(district, task, officer, await Director(district)));
        Assert.Equal([$"{officer} {colleague}", $"{colleague} {officer}"], await district.Texts($"""
            SELECT from_person_id || ' ' || to_person_id FROM supervision.owner_change
            WHERE task_id = {task} ORDER BY id
            """));
        await Assert.ThrowsAsync<PostgresException>(() => Execute(district, $"DELETE FROM supervision.owner_change"));
    }

    [Fact]
    public async Task Tasks_on_their_way_get_their_owners_by_the_migration()
    {
        await using var database = await TestDatabase.Create();
        await using var district = await Reported("Serious", database);
        await Verify(district, 1, "Rectified");
        var owners = await Owners(district);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var back = new NpgsqlCommand("""
            DROP TABLE supervision.owner_change, supervision.line_officer;
            DROP FUNCTION supervision.line_candidate;
            ALTER TABLE supervision.open_task DROP COLUMN owner_person_id CASCADE;
            """, connection);
        await back.ExecuteNonQueryAsync(Stop);

        var assembly = typeof(TaskOwners).Assembly;
        using var migration = new StreamReader(assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(name => name.Contains("0072_", StringComparison.Ordinal)))!);
        await using var again = new NpgsqlCommand(await migration.ReadToEndAsync(Stop), connection);
        await again.ExecuteNonQueryAsync(Stop);

        Assert.Contains(owners, one => one.StartsWith("verification", StringComparison.Ordinal));
        Assert.Equal(owners, await Owners(district));

        Task<IReadOnlyList<string>> Owners(RunningDistrict of) => of.Texts($"""
            SELECT form || ' ' || coalesce(owner_person_id::text, '-') FROM supervision.open_task
            WHERE state = 'Open' ORDER BY 1
            """);
    }

    private static Task<Problem?> Give(RunningDistrict district, Guid task, Guid to, Actor by) =>
        district.Part<HandOver>().Run(new HandOver.Request(by, ImmutableArray.Create(task), to, "出差"), Stop);

    private static Task<int> Vacate(RunningDistrict district, Role role) => Execute(district, $"""
        UPDATE supervision.post SET valid_from = least(valid_from, supervision.today() - 1),
                                    valid_to = supervision.today() - 1
        WHERE role = {role.ToString()}
        """);

    /// <summary>Somebody new in this role.</summary>
    internal static async Task<Guid> Join(RunningDistrict district, Role role, string? unit = null)
    {
        Assert.Empty(await district.Part<AssignPost>().Run(new AssignPost.Request
        {
            Actor = await district.Official(Role.Administrator),
            Name = "何新任",
            Email = "new@gov.example",
            Role = role,
            UnitCode = unit,
            Title = "区教督委办",
        }, Stop));
        return await district.One<Guid>($"SELECT id FROM supervision.person WHERE name = '何新任'");
    }

    internal static async Task<Actor.Official> Director(RunningDistrict district) =>
        await district.Official(Role.OfficeDirector);

    internal static Task<Guid> Leader(RunningDistrict district) => district.One<Guid>($"""
        SELECT inspector.person_id FROM supervision.team_member AS member
        JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
        WHERE member.is_leader
        """);

    /// <summary>Of the function that the story's inspection belongs to.</summary>
    internal static Task<Guid> Officer(RunningDistrict district) =>
        district.One<Guid>($"SELECT person_id FROM supervision.line_officer WHERE line = 'School'");

    internal static Task<Guid> OwnerOf(RunningDistrict district, Guid task) =>
        district.One<Guid>($"SELECT owner_person_id FROM supervision.open_task WHERE id = {task}");

    internal static Task<string> Name(RunningDistrict district, Guid person) =>
        district.One<string>($"SELECT name FROM supervision.person WHERE id = {person}");

    private static Task<int> Execute(RunningDistrict district, Sql sql) =>
        district.Db.InTransaction(tx => tx.Execute(sql, Stop), Stop);
}
