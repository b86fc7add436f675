using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>演练时钟: for administrators. A call returns when everything that came due has happened.</summary>
internal static class TrainingApi
{
    public sealed record Move(DateTimeOffset? To = null, bool Next = false);

    public static void MapTraining(this RouteGroupBuilder v1)
    {
        v1.MapGet("/training/clock", async (BusinessClock clock, TrainingWalk walk, CancellationToken stop) =>
            Results.Ok(new { Now = clock.GetUtcNow(), clock.IsTraining, NextDue = await walk.NextDue(stop) }))
            .ForWhoeverIsKnown().WithTags("演练").WithSummary("业务时钟，以及下一个到期的时刻");
        v1.MapPost("/training/clock", async (
            Move body, By by, TrainingWalk walk, MoveClock move, CancellationToken stop) =>
        {
            var walked = await move.Run(body.Next ? await walk.NextDue(stop) : body.To, by.Actor, stop);
            return walked.Problem is { } problem
                ? ApiProblems.Refused(problem)
                : Results.Ok(new
                {
                    move.Now,
                    NextDue = await walk.NextDue(stop),
                    PassedOver = walked.Often.Select(one => one.Sentence),
                });
        })
            .ForHoldersOf(Act.ManageUsers).WithTags("演练").WithSummary("拨动演练时钟，返回时到期的都已办完");
    }
}
