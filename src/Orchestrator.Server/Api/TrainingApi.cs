using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>演练时钟: for administrators. A call returns when everything that came due has happened.</summary>
internal static class TrainingApi
{
    public sealed record Move(DateTimeOffset? To, bool Next);

    public static void MapTraining(this RouteGroupBuilder v1)
    {
        v1.MapGet("/training/clock", async (BusinessClock clock, TrainingWalk walk, CancellationToken stop) =>
            Results.Ok(new { Now = clock.GetUtcNow(), clock.IsTraining, NextDue = await walk.NextDue(stop) }));
        v1.MapPost("/training/clock", async (
            Move body, HttpContext context, BusinessClock clock, TrainingWalk walk, CancellationToken stop) =>
        {
            if (context.Actor() is not { } actor)
                return ApiParts.Nobody();
            if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
                return ApiParts.Refused([forbidden]);
            if ((body.Next ? await walk.NextDue(stop) : body.To) is not { } target)
                return ApiParts.Refused([new Problem("AP002", "to", "请给出要拨到的时刻（to），或者 next；目前没有待到的期限。")]);
            return await walk.To(target.ToUniversalTime(), stop) is { } problem
                ? ApiParts.Refused([problem])
                : Results.Ok(new { Now = clock.GetUtcNow(), NextDue = await walk.NextDue(stop) });
        });
    }
}
