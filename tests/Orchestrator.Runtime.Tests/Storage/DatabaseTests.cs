using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Storage;

public sealed class DatabaseTests : IAsyncLifetime
{
    private TestDatabase? database;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Database Db => database!.Database;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        await Db.InTransaction(tx => tx.Execute([
            $"CREATE TABLE public.account (name text PRIMARY KEY, taken int NOT NULL)",
            $"INSERT INTO public.account VALUES ('a', 0), ('b', 0)",
        ], Stop), Stop);
    }

    public ValueTask DisposeAsync() => database!.DisposeAsync();

    [Fact]
    public async Task Two_acts_that_take_the_same_rows_in_the_opposite_order_both_happen_once()
    {
        var tries = await Meet(Db.InRetriedTransaction);

        // Whoever begins anew may meet the other once more before that one has its second row.
        Assert.True(tries >= 3, $"{tries} tries");
        Assert.Equal((2, 2), (await Taken("a"), await Taken("b")));
    }

    [Fact]
    public async Task Without_a_second_try_one_of_them_is_undone_and_says_so()
    {
        var undone = await Assert.ThrowsAsync<PostgresException>(() => Meet(Db.InTransaction));

        Assert.Equal(PostgresErrorCodes.DeadlockDetected, undone.SqlState);
        Assert.Equal((1, 1), (await Taken("a"), await Taken("b")));
    }

    /// <summary>Each takes its first row, waits for the other, and takes the other row; counts their tries.</summary>
    private static async Task<int> Meet(Func<Func<Tx, Task<bool>>, CancellationToken, Task<bool>> inTransaction)
    {
        var tries = 0;
        using var bothHaveOne = new CountdownEvent(2);
        async Task<bool> Act(string first, string second) => await inTransaction(async tx =>
        {
            Interlocked.Increment(ref tries);
            await tx.Execute($"UPDATE public.account SET taken = taken + 1 WHERE name = {first}", Stop);
            if (!bothHaveOne.IsSet)
                bothHaveOne.Signal();
            await Task.Run(() => bothHaveOne.Wait(Stop), Stop);
            await tx.Execute($"UPDATE public.account SET taken = taken + 1 WHERE name = {second}", Stop);
            return true;
        }, Stop);

        await Task.WhenAll(Act("a", "b"), Act("b", "a"));
        return tries;
    }

    private Task<int> Taken(string name) => Db.InTransaction(tx => tx.QueryOne(
        $"SELECT taken FROM public.account WHERE name = {name}", row => row.GetInt32(0), Stop), Stop);
}
