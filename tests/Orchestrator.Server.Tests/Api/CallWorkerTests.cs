using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Tests.Api;

/// <summary>Another system that hangs keeps no timer and no mail waiting.</summary>
public sealed class CallWorkerTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_other_systems_have_a_worker_that_does_nothing_else()
    {
        var servers = await Until(() => $"""
            SELECT string_agg(data::jsonb->>'Queues' || ' ' || (data::jsonb->>'WorkerCount'), '; ' ORDER BY id)
            FROM hangfire.server
            HAVING count(*) >= 3
            """);
        var queue = await Until(() => $"""
            SELECT DISTINCT state.data::jsonb->>'Queue'
            FROM hangfire.state AS state JOIN hangfire.job AS job ON job.id = state.jobid
            WHERE state.name = 'Enqueued' AND job.invocationdata::text LIKE '%HttpJob%'
            """);

        Assert.Contains("""["calls"] 1""", servers, StringComparison.Ordinal);
        Assert.Equal(HttpJob.Queue, queue);
    }

    /// <summary>What the program has written as soon as it has.</summary>
    private async Task<string> Until(Func<Sql> sql)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await tick.WaitForNextTickAsync(Stop))
        {
            if (await server.Database.Database.InTransaction(
                tx => tx.QueryOne(sql(), row => row.GetString(0), Stop), Stop) is { } found)
                return found;
        }

        throw new InvalidOperationException("the timer ended");
    }
}
