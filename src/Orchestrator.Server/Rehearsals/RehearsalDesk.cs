using Hangfire;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Rehearsals;

/// <summary>Takes rehearsals in.</summary>
public sealed class RehearsalDesk(RehearsalStore store, IBackgroundJobClient jobs, MachineClock clock)
{
    public Guid Ask(RehearsalRequest request, Actor actor)
    {
        var now = clock.GetUtcNow();
        var asked = new KeptRehearsal
        {
            Id = Guid.CreateVersion7(now),
            By = actor.Key,
            AskedAt = now,
            Request = request,
        };
        store.Save(asked);

        // Crash point: it is listed and nothing runs it. Whoever asked sees it wait, and cancels it.
        jobs.Enqueue<RehearsalJob>(one => one.Run(asked.Id, CancellationToken.None));
        return asked.Id;
    }
}
