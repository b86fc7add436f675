using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Directory;

/// <summary>任职: somebody takes a post from today on; who is new is registered with it. Tasks of a post follow it.
/// </summary>
public sealed class AssignPost(Database db)
{
    /// <summary>Posts that are assigned one by one; inspectors come with their certificate (R-01) from the files, and
    /// the people of a unit are its contacts.</summary>
    public static readonly ImmutableArray<Role> Assignable =
    [
        Role.CommitteeChair, Role.CommitteeDeputy, Role.ChiefInspector, Role.OfficeDirector, Role.CaseOfficer,
        Role.DepartmentReviewer, Role.Administrator,
    ];

    public sealed record Request
    {
        public required Actor Actor { get; init; }
        public required string Name { get; init; }
        public required string Email { get; init; }
        public string? Phone { get; init; }
        public required Role Role { get; init; }

        /// <summary>Needed for a department's reviewer, who sees what this unit supervises.</summary>
        public string? UnitCode { get; init; }
        public required string Title { get; init; }
    }

    /// <summary>None: they hold it. AU010, SU080 with the field; then nothing has changed.</summary>
    public Task<ImmutableArray<Problem>> Run(Request request, CancellationToken stop)
    {
        if (RightTable.Check(request.Actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
            return Task.FromResult<ImmutableArray<Problem>>([forbidden]);
        var problems = Wrong(request).ToImmutableArray();
        return problems.IsEmpty
            ? db.InTransaction(tx => Write(tx, request, stop), stop)
            : Task.FromResult(problems);
    }

    private static IEnumerable<Problem> Wrong(Request request)
    {
        if (ContactText.WrongName(request.Name) is { } name)
            yield return Refused("name", name);
        if (ContactText.WrongAddress(request.Email) is { } address)
            yield return Refused("email", address);
        if (ContactText.WrongPhone(request.Phone) is { } phone)
            yield return Refused("phone", phone);
        if (!Assignable.Contains(request.Role))
            yield return Refused("role", $"岗位应为{string.Join("、", Assignable.Select(RightTable.Label))}之一");
        if (request.Title.Trim().Length is 0 or > 50)
            yield return Refused("title", "职务应为1至50个字");
    }

    private static async Task<ImmutableArray<Problem>> Write(Tx tx, Request request, CancellationToken stop)
    {
        var unit = request.UnitCode?.Trim() is { Length: > 0 } code ? code : null;
        if (unit is null ? request.Role == Role.DepartmentReviewer : !await IsUnit(tx, unit, stop))
            return [Refused("unitCode", unit is null ? "主管部门的岗位须写明单位代码" : $"单位目录中没有“{unit}”")];
        var (known, name) = await tx.QueryOne($"""
            SELECT id, name FROM supervision.person WHERE lower(email) = lower({request.Email.Trim()}) FOR UPDATE
            """, row => (row.GetGuid(0), row.GetString(1)), stop);
        if (name is not null && name != request.Name.Trim())
            return [Refused("name", $"邮箱“{request.Email.Trim()}”登记在“{name}”名下，姓名应与之一致")];
        var person = name is null ? await Register(tx, request, unit, stop) : known;
        var post = await tx.QueryOne($"""
            INSERT INTO supervision.post AS held (id, person_id, role, unit_code, title, valid_from)
            VALUES ({Guid.CreateVersion7()}, {person}, {request.Role.ToString()}, {unit}, {request.Title.Trim()},
                    supervision.today())
            ON CONFLICT ON CONSTRAINT a_post_is_held_once
            DO UPDATE SET title = EXCLUDED.title, valid_from = EXCLUDED.valid_from, valid_to = NULL
            WHERE held.valid_to < supervision.today()
            RETURNING id
            """, row => row.GetGuid(0), stop);
        if (post == default)
            return [Refused("role", $"“{name}”已经担任{RightTable.Label(request.Role)}")];
        await PostEntry.Write(tx, (request.Actor, "AssignPost"), (post, person), stop);
        await LineOfficers.Fill(tx, request.Actor.Key, stop);
        return [];
    }

    private static async Task<Guid> Register(Tx tx, Request request, string? unit, CancellationToken stop)
    {
        var id = Guid.CreateVersion7();
        await tx.Execute($"""
            INSERT INTO supervision.person (id, name, email, phone, unit_code)
            VALUES ({id}, {request.Name.Trim()}, {request.Email.Trim()}, {request.Phone}, {unit})
            """, stop);
        return id;
    }

    private static async Task<bool> IsUnit(Tx tx, string code, CancellationToken stop) => await tx.QueryOne(
        $"SELECT true FROM supervision.unit WHERE code = {code}", row => row.GetBoolean(0), stop);

    private static Problem Refused(string where, string sentence) =>
        new("SU080", where, sentence + "；请改正后重新提交，没有登记。");
}

/// <summary>操作日志 of a post: who, which role, of which unit.</summary>
internal static class PostEntry
{
    public static async Task Write(
        Tx tx, (Actor By, string Act) done, (Guid Post, Guid Person) of, CancellationToken stop)
    {
        var (role, unit) = await tx.QueryOne(
            $"SELECT role, unit_code FROM supervision.post WHERE id = {of.Post}",
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), stop);
        await new OperatorAct
        {
            Actor = done.By.Key,
            Act = done.Act,
            Kind = OperatorSubject.Person,
            Subject = of.Person,
            Detail = Json.Of([KeyValuePair.Create("role", Json.Of(role)), KeyValuePair.Create("unit", Json.Of(unit))]),
        }.Write(tx, stop);
    }
}
