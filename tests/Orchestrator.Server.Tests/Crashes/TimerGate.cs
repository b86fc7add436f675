using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>
/// Stops whoever takes a timer of some instances, in the middle of his transaction, until it is opened: two who want
/// the same then meet where the test says, on any machine.
/// </summary>
internal sealed class TimerGate : IAsyncDisposable
{
    private readonly Database db;
    private readonly TaskCompletionSource opened = new();
    private Task holding = Task.CompletedTask;

    private TimerGate(Database db) => this.db = db;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="db">The database of those who will be stopped.</param>
    /// <param name="instances">A query for the instances whose timers are behind it.</param>
    public static async Task<TimerGate> Close(Database db, Sql instances)
    {
        var ids = await db.InTransaction(tx => tx.Query(instances, row => row.GetGuid(0), Stop), Stop);
        await db.InTransaction(tx => tx.Execute([
            $"CREATE TABLE public.gate (instance_id uuid PRIMARY KEY, taken_by text)",
            $"""
            CREATE FUNCTION public.wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM public.gate WHERE instance_id = OLD.instance_id) THEN
                    PERFORM pg_advisory_xact_lock_shared(26);
                    UPDATE public.gate SET taken_by = current_setting('application_name')
                    WHERE instance_id = OLD.instance_id;
                END IF;
                RETURN OLD;
            END $$
            """,
            $"""
            CREATE TRIGGER wait_at_the_gate BEFORE DELETE ON orchestrator.timer
            FOR EACH ROW EXECUTE FUNCTION public.wait_at_the_gate()
            """,
        ], Stop), Stop);
        await db.InTransaction(tx => tx.Execute(
            $"INSERT INTO public.gate (instance_id) SELECT * FROM unnest({ids.ToArray()})", Stop), Stop);
        var gate = new TimerGate(db);
        await gate.Hold();
        return gate;
    }

    /// <summary>
    /// Until so many stand before it, or before whom it has stopped; or until what was asked for ended all the same.
    /// </summary>
    public Task Stops(int many, Task asked) => Waits(db, many, asked);

    /// <summary>Until so many wait for the lock of another.</summary>
    public static async Task Waits(Database db, int many, Task asked)
    {
        while (!asked.IsCompleted && await Stopped(db) < many)
            Stop.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Until each of these servers, by the names of their connections, stands before it. Not before another lock: their
    /// jobs have the same names, and wait for each other all the time.
    /// </summary>
    public async Task Stops(string one, string other)
    {
        while (await Before(one) == 0 || await Before(other) == 0)
            Stop.ThrowIfCancellationRequested();
    }

    /// <summary>Which servers took timers from behind it, and committed.</summary>
    public Task<IReadOnlyList<string>> Takers() => db.InTransaction(tx => tx.Query(
        $"SELECT DISTINCT taken_by FROM public.gate WHERE taken_by IS NOT NULL ORDER BY 1",
        row => row.GetString(0), Stop), Stop);

    public Task Open()
    {
        opened.TrySetResult();
        return holding;
    }

    public async ValueTask DisposeAsync() => await Open();

    private Task<long> Before(string name) => db.InTransaction(tx => tx.QueryOne($"""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = {name} AND wait_event = 'advisory'
        """, row => row.GetInt64(0), Stop), Stop);

    private static Task<long> Stopped(Database db) => db.InTransaction(tx => tx.QueryOne($"""
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """, row => row.GetInt64(0), Stop), Stop);

    private async Task Hold()
    {
        var held = new TaskCompletionSource();
        holding = db.InTransaction(async tx =>
        {
            await tx.Execute($"SELECT pg_advisory_xact_lock(26)", Stop);
            held.SetResult();
            await opened.Task;
        }, Stop);
        await held.Task;
    }
}
