using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Directory;

public sealed class ImportDistrictTests(TestDatabase fixture) : IClassFixture<TestDatabase>
{
    private static readonly RuleChange FirstDay =
        new("安装程序", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "示例区");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_district_arrives_whole_and_only_once()
    {
        await fixture.Clear(Stop);
        var import = new ImportDistrict(fixture.Database);

        Assert.Empty(await import.Run(DistrictFiles.Sample, FirstDay, Stop));

        Assert.Equal(100, await Count($"SELECT count(*) FROM supervision.unit"));
        Assert.Equal(27, await Count($"SELECT count(*) FROM supervision.inspector"));
        Assert.Equal(12, await Count($"SELECT count(*) FROM supervision.indicator_scheme"));
        Assert.Equal(132, await Count($"SELECT count(*) FROM supervision.indicator"));
        Assert.Equal(72, await Count($"SELECT count(*) FROM supervision.calendar_day WHERE version = 1"));
        Assert.Equal(
            StandardProfile.Shipped.Rules.Count,
            await Count($"SELECT count(*) FROM supervision.timer_rule WHERE profile_name = 'standard'"));
        Assert.Equal(1, await Count($"""
            SELECT count(*) FROM supervision.recusal WHERE inspector_code = 'I002' AND unit_code = 'S002'
            """));
        Assert.Equal("SU002", Assert.Single(await import.Run(DistrictFiles.Sample, FirstDay, Stop)).Code);
    }

    [Fact]
    public async Task Everybody_who_must_sign_is_there()
    {
        await fixture.Clear(Stop);
        await new ImportDistrict(fixture.Database).Run(DistrictFiles.Sample, FirstDay, Stop);

        var posts = await fixture.Database.InTransaction(tx => tx.Query($"""
            SELECT post.role || ' ' || count(*)
            FROM supervision.post
            JOIN supervision.person ON person.id = post.person_id
            GROUP BY post.role
            ORDER BY post.role
            """, row => row.GetString(0), Stop), Stop);

        Assert.Equal(
            [
                "Administrator 1", "CaseOfficer 2", "ChiefInspector 1", "CommitteeChair 1", "CommitteeDeputy 3",
                "DepartmentReviewer 3", "Inspector 27", "OfficeDirector 1",
            ],
            posts);
        Assert.Equal(0, await Count($"""
            SELECT count(DISTINCT unit.supervising_unit_code)
            FROM supervision.unit
            WHERE category IN ('School', 'Township', 'Department')
              AND NOT EXISTS (
                  SELECT FROM supervision.post
                  WHERE role = 'DepartmentReviewer' AND post.unit_code = unit.supervising_unit_code)
            """));
    }

    [Fact]
    public async Task A_department_that_has_nobody_to_review_is_named()
    {
        await fixture.Clear(Stop);
        var import = new ImportDistrict(fixture.Database);
        var files = new DistrictFiles(name => name == "posts.csv"
            ? string.Join('\n', DistrictFiles.Sample.Text(name)!.Split('\n').Where(
                line => !line.Contains("施学文", StringComparison.Ordinal)))
            : DistrictFiles.Sample.Text(name));

        Assert.Empty(await import.Run(files, FirstDay, Stop));

        Assert.StartsWith("D10 ", Assert.Single(await import.WithoutReviewer(Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_line_is_named_and_nothing_is_imported()
    {
        await fixture.Clear(Stop);
        var files = new DistrictFiles(name => name == "units.csv"
            ? DistrictFiles.Sample.Text(name)!.Replace("D06,,T01,Z1,412", "D99,,T01,Z1,412", StringComparison.Ordinal)
            : DistrictFiles.Sample.Text(name));

        var problem = Assert.Single(await new ImportDistrict(fixture.Database).Run(files, FirstDay, Stop));

        Assert.Equal(("SU001", "units.csv:41"), (problem.Code, problem.Where));
        Assert.Contains("D99", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Count($"SELECT count(*) FROM supervision.inspection_zone"));
    }

    [Fact]
    public async Task What_is_read_back_from_the_database_computes_the_same_dates()
    {
        await fixture.Clear(Stop);
        await new ImportDistrict(fixture.Database).Run(DistrictFiles.Sample, FirstDay, Stop);

        var rules = await fixture.Database.InTransaction(tx => new RuleBook().Read(
            tx, new CalendarVersion(1), new ProfileVersion("standard", 1), Stop), Stop);

        Assert.Equal(
            Sample.Day(6, 1),
            DeadlineDates.Of(
                rules.Profile[Timers.TimeLimitedItem].Rule.From(Sample.Day(4, 27), rules.Calendar),
                rules.Profile, rules.Calendar).OrderOn);
        Assert.Equal(Sample.Calendar.Days, rules.Calendar.Days);
    }

    [Fact]
    public async Task A_live_database_gets_its_rules_once()
    {
        await fixture.Clear(Stop);
        var ensure = new EnsureStandardRules(fixture.Database);

        await ensure.Run(FirstDay, Stop);
        await ensure.Run(FirstDay, Stop);

        Assert.Equal(1, await Count($"SELECT count(*) FROM supervision.deadline_profile"));
        Assert.Equal(1, await Count($"SELECT count(*) FROM supervision.calendar_version"));
    }

    private Task<long> Count(Runtime.Storage.Sql sql) =>
        fixture.Database.InTransaction(async tx => (await tx.QueryOne(sql, row => row.GetInt64(0), Stop))!, Stop);
}
