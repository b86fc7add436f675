using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>What is done to a case beside answering tasks: extensions, contacts.</summary>
internal static class CaseApi
{
    public sealed record ExtensionAsked(int Days, string Reason, string? OverrideReason = null);

    public sealed record ExtensionDecided(bool Granted, string? Reason = null);

    public sealed record ItemDropped(string Reason, string Basis);

    public sealed record NewContact(string Name, string Email, string? Phone = null);

    public sealed record InterviewProposed(InterviewGround Ground, string Fact);

    public static void MapInterviews(this RouteGroupBuilder v1) => v1.MapPost(
        "/inspections/{id:guid}/interviews", async (
        Guid id, InterviewProposed body, By by, ProposeInterview propose, CancellationToken stop) =>
        await propose.Run(new ProposeInterview.Request(id, body.Ground, body.Fact), by.Actor, stop)
            is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
        .ForHoldersOf(Act.ProposeInterview).WithTags("约谈")
        .WithSummary("提出约谈：写明事由（未完成目标任务、履行教育职责不到位、问题整改不力）和事实，由督导办主任决定");

    public static void MapItemActs(this RouteGroupBuilder v1) => v1.MapPost("/items/{id:guid}/drop", async (
        Guid id, ItemDropped body, By by, DropItem drop, CancellationToken stop) =>
        await drop.Run(new DropItem.Request(id, body.Reason, body.Basis), by.Actor, stop)
            is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
        .ForHoldersOf(Act.DropItem).WithTags("问题").WithSummary("撤销问题：写明理由和依据；其督办、期限和任务一并结束");

    public static void MapExtensions(this RouteGroupBuilder v1)
    {
        v1.MapGet("/extensions", (By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, _) => await ExtensionList.Waiting(tx, sight, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("问题").WithSummary("等待决定的延期申请");
        v1.MapPost("/items/{id:guid}/extension", async (
            Guid id, ExtensionAsked body, By by, RequestExtension request, CancellationToken stop) =>
            await request.Run(
                new RequestExtension.Request(id, body.Days, body.Reason, body.OverrideReason), by.Actor, stop)
                is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.RequestExtension, Act.GrantExtension).WithTags("问题").WithSummary("申请延期");
        v1.MapPost("/items/{id:guid}/extension/decision", async (
            Guid id, ExtensionDecided body, By by, DecideExtension decide, CancellationToken stop) =>
            await decide.Run(new DecideExtension.Request(id, body.Granted, body.Reason), by.Actor, stop)
                is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.GrantExtension, Act.GrantSecondExtension).WithTags("问题").WithSummary("审批延期");
    }

    public static void MapContacts(this RouteGroupBuilder v1) => v1.MapPut("/units/{code}/contacts/{role}", async (
        string code, Role role, NewContact body, By by, ChangeContact change, CancellationToken stop) =>
    {
        var problems = await change.Run(new ChangeContact.Request
        {
            Actor = by.Actor,
            UnitCode = code,
            Role = role,
            Name = body.Name,
            Email = body.Email,
            Phone = body.Phone,
        }, stop);
        return problems.IsEmpty ? Results.NoContent() : ApiProblems.Refused(problems);
    }).ForHoldersOf(Act.ChangeContact).WithTags("单位")
        .WithSummary("变更单位负责人（UnitHead）或联络员（LiaisonOfficer）；旧链接作废，未办事项重发");
}
