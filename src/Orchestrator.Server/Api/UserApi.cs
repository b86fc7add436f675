using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Api;

/// <summary>People with their posts, their invitations, and the keys of other systems.</summary>
internal static class UserApi
{
    public sealed record Invitation(string Email);

    public sealed record Acceptance(string Token, string Password);

    public sealed record NewPost(
        string Name, string Email, string? Phone, Role Role, string? UnitCode, string Title);

    public sealed record NewKey(string Name);

    public static void MapUsers(this RouteGroupBuilder v1)
    {
        v1.MapGet("/users", async (
            [AsParameters] ReadApi.Asked asked, Database db, BusinessClock clock, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(tx => PersonList.Of(tx, asked.Filter(clock), stop), stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("人员和岗位");
        v1.MapPost("/invitations", async (
            Invitation body, By by, Accounts accounts, LinkSettings links, CancellationToken stop) =>
            await accounts.Invite(body.Email, by.Actor, stop) is { } token
                ? Results.Ok(new
                {
                    Token = token,
                    Link = $"{links.PublicUrl.ToString().TrimEnd('/')}/invitation/{token}",
                })
                : ApiProblems.Refused(
                    new Problem("AU006", "email", $"没有邮箱为“{body.Email}”的人员；请先在“岗位”中登记任职。")))
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("邀请一人设置密码（一次性链接）");
        v1.MapPost("/invitations/accept", async (Acceptance body, Accounts accounts, CancellationToken stop) =>
            await accounts.Accept(body.Token, body.Password, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForEverybody().WithTags("用户").WithSummary("用一次性链接的令牌设置密码");
    }

    public static void MapPosts(this RouteGroupBuilder v1)
    {
        v1.MapGet("/operator-acts", async (
            [AsParameters] ReadApi.Asked asked, Database db, BusinessClock clock, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(tx => OperatorActs.Of(tx, asked.Filter(clock), stop), stop)))
            .ForHoldersOf(Act.ReadAudit).WithTags("用户").WithSummary("平台的操作日志，最新在前");
        v1.MapGet("/posts", async (
            [AsParameters] ReadApi.Asked asked, Database db, BusinessClock clock, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(tx => PostList.Of(tx, asked.Filter(clock), stop), stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("岗位和任职的人");
        v1.MapPost("/posts", async (NewPost body, By by, AssignPost assign, CancellationToken stop) =>
            await assign.Run(new AssignPost.Request
            {
                Actor = by.Actor,
                Name = body.Name,
                Email = body.Email,
                Phone = body.Phone,
                Role = body.Role,
                UnitCode = body.UnitCode,
                Title = body.Title,
            }, stop) is { IsEmpty: false } problems ? ApiProblems.Refused([.. problems]) : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("登记任职");
        v1.MapDelete("/posts/{id:guid}", async (Guid id, By by, EndPost end, CancellationToken stop) =>
            await end.Run(by.Actor, id, stop) is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("登记离任");
    }

    public static void MapKeys(this RouteGroupBuilder v1)
    {
        v1.MapGet("/api-keys", async (Database db, CancellationToken stop) =>
            Results.Ok(await ApiKeys.List(db, stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("接口密钥（不含密钥本身）");
        v1.MapGet("/api-keys/{id:guid}/accesses", async (Guid id, Database db, CancellationToken stop) =>
            Results.Ok(await ApiKeys.Accesses(db, id, stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("一个密钥的访问记录，最新在前");
        v1.MapPost("/api-keys", async (NewKey body, By by, Database db, CancellationToken stop) =>
            body.Name.Trim() is { Length: > 0 and <= 60 } name
                ? Results.Json(new { Key = await ApiKeys.Create(db, name, by.Actor, stop) }, statusCode: 201)
                : ApiProblems.Refused(new Problem("AU007", "name", "系统名称应为1至60个字；请填写后重新提交。")))
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("生成接口密钥；只显示一次");
        v1.MapDelete("/api-keys/{id:guid}", async (Guid id, By by, Database db, CancellationToken stop) =>
            await ApiKeys.Revoke(db, id, by.Actor, stop) ? Results.NoContent() : ApiProblems.NotFound())
            .ForHoldersOf(Act.ManageUsers).WithTags("用户").WithSummary("吊销接口密钥");
    }
}
