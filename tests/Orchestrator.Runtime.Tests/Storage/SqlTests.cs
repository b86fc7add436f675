using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Storage;

public sealed class SqlTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_hole_arrives_as_a_value()
    {
        string? nothing = null;
        int? none = null;
        var hostile = "'; DROP TABLE x; --";
        var at = new DateTimeOffset(2026, 3, 10, 2, 20, 0, TimeSpan.Zero);
        var id = Guid.CreateVersion7();

        var row = await database.Database.InTransaction(tx => tx.QueryOne(
            $"""
            SELECT {hostile}::text, {at}::timestamptz, {id}::uuid, {nothing}, {none}, {new[] { 1L, 2L }}::bigint[]
            """,
            reader => (
                Text: reader.GetString(0),
                At: reader.GetFieldValue<DateTimeOffset>(1),
                Id: reader.GetGuid(2),
                Nothing: reader.IsDBNull(3) && reader.IsDBNull(4),
                Numbers: reader.GetFieldValue<long[]>(5)),
            Stop), Stop);

        Assert.Equal((hostile, at, id, true), (row.Text, row.At, row.Id, row.Nothing));
        Assert.Equal([1L, 2L], row.Numbers);
    }

    [Fact]
    public async Task What_follows_a_commit_does_not_follow_a_failure()
    {
        var followed = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Database.InTransaction(tx =>
        {
            tx.OnCommitted(() => followed++);
            throw new InvalidOperationException("the work failed");
        }, Stop));
        Assert.Equal(0, followed);

        await database.Database.InTransaction(tx =>
        {
            tx.OnCommitted(() => followed++);
            return Task.CompletedTask;
        }, Stop);

        Assert.Equal(1, followed);
    }
}
