using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>值班与交接: who owns the open tasks of the office, and while somebody is away.</summary>
internal static class DutyApi
{
    public sealed record Given(IReadOnlyList<Guid> Tasks, Guid To, string Reason);

    public sealed record NewAbsence(Guid Person, DateOnly From, DateOnly To, Guid Substitute, string Reason);

    public sealed record Named(Guid Person);

    public static void MapDuty(this RouteGroupBuilder v1)
    {
        v1.MapGet("/duty", async (By by, Database db, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(tx => DutyRoster.Read(tx, by.Actor, stop), stop)))
            .ForHoldersOf(Act.ReadCases).WithTags("值班").WithSummary("职能责任人、离岗和在办事项");
        v1.MapPost("/tasks/hand-over", async (Given body, By by, HandOver handOver, CancellationToken stop) =>
            Answer(await handOver.Run(
                new HandOver.Request(by.Actor, [.. body.Tasks], body.To, body.Reason), stop)))
            .ForHoldersOf(Act.OwnTasks).WithTags("值班").WithSummary("把任务交接给另一名承办人");
        v1.MapPost("/absences", async (NewAbsence body, By by, RegisterAbsence register, CancellationToken stop) =>
            Answer(await register.Run(new RegisterAbsence.Request
            {
                Actor = by.Actor,
                Person = body.Person,
                From = body.From,
                To = body.To,
                Substitute = body.Substitute,
                Reason = body.Reason,
            }, stop)))
            .ForHoldersOf(Act.OwnTasks).WithTags("值班").WithSummary("登记离岗（本人或督导办主任）");
        v1.MapDelete("/absences/{id:guid}", async (Guid id, By by, EndAbsence end, CancellationToken stop) =>
            Answer(await end.Run(by.Actor, id, stop)))
            .ForHoldersOf(Act.OwnTasks).WithTags("值班").WithSummary("登记返岗");
        v1.MapPut("/line-officers/{line}", async (
            SupervisionLine line, Named body, By by, NameLineOfficer name, CancellationToken stop) =>
            Answer(await name.Run(by.Actor, line, body.Person, stop)))
            .ForHoldersOf(Act.ManageDuty).WithTags("值班").WithSummary("指定一项职能的责任人");
    }

    private static IResult Answer(Problem? problem) =>
        problem is null ? Results.NoContent() : ApiProblems.Refused(problem);
}
