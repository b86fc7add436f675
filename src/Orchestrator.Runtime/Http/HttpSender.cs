using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// Sends what processes ask of other systems: takes calls under a lease, carries some side by side, records each by
/// itself. At least once: a call whose sender died leaves again. Any number of servers may do so on one database.
/// </summary>
/// <param name="db">The database of the district.</param>
/// <param name="machine">Machine time, for leases and retries.</param>
/// <param name="way">To the other systems.</param>
/// <param name="record">Where it is written down.</param>
public sealed class HttpSender(Database db, TimeProvider machine, HttpWay way, CallRecord record)
    : IDueWork, IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Guid owner = Guid.CreateVersion7();

    /// <summary>A retry waits for machine time, so business time brings none.</summary>
    public Task<DateTimeOffset?> NextAfter(DateTimeOffset now, CancellationToken stop) =>
        Task.FromResult<DateTimeOffset?>(null);

    /// <summary>Sends until nothing is due, and says how many calls came to an end.</summary>
    public async Task<int> RunDue(CancellationToken stop)
    {
        await oneAtATime.WaitAsync(stop);
        return await SendDue(stop);
    }

    /// <summary>Nothing where this server is sending already: a slow call keeps one worker only.</summary>
    public async Task<int> RunUnlessBusy(CancellationToken stop) =>
        await oneAtATime.WaitAsync(TimeSpan.Zero, stop) ? await SendDue(stop) : 0;

    public void Dispose() => oneAtATime.Dispose();

    private async Task<int> SendDue(CancellationToken stop)
    {
        List<Task<bool>> carried = [];
        try
        {
            try
            {
                await Fill(carried, stop);
            }
            finally
            {
                // Nobody here claims again before each of ours is written down, also where one of them failed.
                await Task.WhenAll(carried);
            }

            return (await Task.WhenAll(carried)).Count(ended => ended);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>
    /// Takes as many as there is room for until nothing is due and nothing under way: a slow one keeps its own place
    /// only, and what is asked meanwhile leaves beside it.
    /// </summary>
    private async Task Fill(List<Task<bool>> carried, CancellationToken stop)
    {
        for (var round = 0; round < HttpLimits.RoundsPerDrain; round++)
        {
            var room = HttpLimits.Claimed - carried.Count(one => !one.IsCompleted);
            var calls = await db.InTransaction(
                tx => CallRows.Claim(tx, owner, machine.GetUtcNow(), room, stop), stop);
            carried.AddRange(calls.Select(call => Carry(call, stop)));
            Task<bool>[] underWay = [.. carried.Where(one => !one.IsCompleted)];
            if (calls.Count == 0 && underWay.Length == 0)
                break;
            await Task.WhenAny([.. underWay, Task.Delay(HttpLimits.LookAgain, stop)]);
        }
    }

    private async Task<bool> Carry(ClaimedCall call, CancellationToken stop)
    {
        Reply reply;
        try
        {
            reply = call.Tries > HttpLimits.Tries
                ? new Reply.NotConnected($"发出{HttpLimits.Tries}次，每次服务都在收到答复前中断；不再发出。", "RT175")
                : await way.Send(call.Request, call.Key, stop);
        }
        catch (OperationCanceledException)
        {
            await record.PutOff(call, owner, (null, null), CancellationToken.None);
            throw;
        }

        // Crash point: the other side may have acted and the row still says sending. After the lease it is sent again
        // under the same key, by which the other side knows it.
        Fault.Hit(Fault.AfterAnswered);
        if (call.Request.TriesAgain && MayPass(reply) && HttpLimits.PauseAfter(call.Tries) is { } pause)
        {
            var later = machine.GetUtcNow() + pause;
            await record.PutOff(call, owner, (later, reply), CancellationToken.None);
            return false;
        }

        return await record.Settle(call, owner, reply, CancellationToken.None);
    }

    /// <summary>408, 429, 5xx, no connection. What was not answered in time is not asked again, as in Elsa.</summary>
    private static bool MayPass(Reply reply) => reply switch
    {
        Reply.Answered answered => answered.Status is 408 or 429 or >= 500,
        Reply.NotConnected failed => failed.Code is null,
        _ => false,
    };
}
