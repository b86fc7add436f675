using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Directory;

public sealed class PostTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Actor administrator =
        new Actor.Official(Guid.CreateVersion7(), "邵一鸣", [new Post(Role.Administrator, null)]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_only_director_leaves_after_a_successor_has_come()
    {
        await Sample();
        var old = (await Holders(Role.OfficeDirector)).Single();

        Assert.Equal("SU081", (await End(old.Id))!.Code);
        Assert.Empty(await Assign(Role.OfficeDirector, "何新任", "new.head@gov.yunze.example.test"));
        Assert.Null(await End(old.Id));

        Assert.Equal("何新任", (await Holders(Role.OfficeDirector)).Single().Name);
        Assert.Equal("SU081", (await End(old.Id))!.Code);
        Assert.Equal(["AssignPost OfficeDirector", "EndPost OfficeDirector"], await database.Database.InTransaction(
            tx => tx.Query($"""
                SELECT act || ' ' || (detail->>'role') FROM supervision.audit_entry WHERE act LIKE '%Post' ORDER BY id
                """, row => row.GetString(0), Stop), Stop));
    }

    [Fact]
    public async Task Who_left_a_post_can_take_it_again()
    {
        await Sample();
        var officer = (await Holders(Role.CaseOfficer))[0];

        Assert.Null(await End(officer.Id));
        Assert.DoesNotContain(officer.Name, (await Holders(Role.CaseOfficer)).Select(one => one.Name));
        Assert.Empty(await Assign(Role.CaseOfficer, officer.Name, officer.Email));

        Assert.Contains(officer.Name, (await Holders(Role.CaseOfficer)).Select(one => one.Name));
    }

    [Fact]
    public async Task Who_holds_two_posts_is_offered_with_both_and_for_a_function_too()
    {
        await Sample();
        Assert.Empty(await Assign(Role.CaseOfficer, "邵一鸣", "administrator@gov.yunze.example.test"));

        var people = await database.Database.InTransaction(tx => DutyRoster.Candidates(tx, Stop), Stop);

        var two = people.Single(one => one.Name == "邵一鸣");
        Assert.Equal(("经办人、系统管理员", true), (two.Posts, two.IsOfOffice));
        Assert.Equal(["区教育体育局主管部门"], people.Where(one => one.Name == "严振宇").Select(one => one.Posts));
        Assert.Equal(4, people.Count(one => one.IsOfOffice));
    }

    [Theory]
    [InlineData("", "a@b.cn", Role.CaseOfficer, null, "name", "姓名应为1至50个字")]
    [InlineData("某某", "a b.cn", Role.CaseOfficer, null, "email", "实为“a b.cn”")]
    [InlineData("某某", "a@b.cn", Role.Inspector, null, "role", "岗位应为")]
    [InlineData("某某", "a@b.cn", Role.DepartmentReviewer, null, "unitCode", "须写明单位代码")]
    [InlineData("某某", "a@b.cn", Role.CaseOfficer, "X99", "unitCode", "没有“X99”")]
    [InlineData("某某", "o02.head@gov.yunze.example.test", Role.CaseOfficer, null, "name", "登记在“姜云霞”名下")]
    [InlineData("姜云霞", "O02.Head@gov.yunze.example.test", Role.OfficeDirector, "O02", "role", "已经担任督导办主任")]
    public async Task A_post_that_cannot_be_assigned_is_refused_with_the_field(
        string name, string email, Role role, string? unit, string where, string sentence)
    {
        await Sample();

        var problem = Assert.Single(await Assign(role, name, email, unit));

        Assert.Equal(("SU080", where), (problem.Code, problem.Where));
        Assert.Contains(sentence, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_administrator_assigns_and_ends()
    {
        await Sample();
        var director = new Actor.Official(Guid.CreateVersion7(), "姜云霞", [new Post(Role.OfficeDirector, null)]);

        Assert.Equal("AU010", Assert.Single(await Assign(Role.CaseOfficer, "某某", "a@b.cn", by: director)).Code);
        Assert.Equal("AU010", (await Ending.Run(
            director, (await Holders(Role.CaseOfficer))[0].Id, Stop))!.Code);
    }

    /// <summary>Nothing is open here, so no form is asked.</summary>
    private EndPost Ending => new(database.Database, new TaskOwners(new FormActs(new DefinitionStore(), [])));

    private async Task Sample()
    {
        await database.Clear(Stop);
        var change = new RuleChange("system", new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero), "建库");
        Assert.Empty(await new ImportDistrict(database.Database).Run(DistrictFiles.Sample, change, Stop));
    }

    private async Task<IReadOnlyList<PostListed>> Holders(Role role)
    {
        var filter = new ListFilter { Today = new DateOnly(2026, 3, 2), Take = 200 };
        var all = await database.Database.InTransaction(tx => PostList.Of(tx, filter, Stop), Stop);
        return [.. all.Rows.Where(one => one.Role == role)];
    }

    private Task<Engine.Problem?> End(Guid post) => Ending.Run(administrator, post, Stop);

    private async Task<IReadOnlyList<Engine.Problem>> Assign(
        Role role, string name, string email, string? unit = null, Actor? by = null) =>
        await new AssignPost(database.Database).Run(new AssignPost.Request
        {
            Actor = by ?? administrator,
            Name = name,
            Email = email,
            Role = role,
            UnitCode = unit,
            Title = "区教督委办",
        }, Stop);
}
