using System.Security.Cryptography;
using Orchestrator.Runtime.Files;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Files;

public sealed class FileStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData((262_144 * 33) + 7)]
    public async Task A_file_comes_back_as_it_was_kept(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);

        var sha256 = await database.Database.InTransaction(tx => FileStore.Keep(tx, content, Stop), Stop);

        Assert.Equal(SHA256.HashData(content), sha256);
        var (read, length) = await database.Database.InTransaction(async tx =>
            (await FileStore.Read(tx, sha256, Stop), await FileStore.Size(tx, sha256, Stop)), Stop);
        Assert.Equal(content, read?.ToArray());
        Assert.Equal(size, length);
    }

    [Fact]
    public async Task The_same_content_is_kept_once_also_by_two_at_the_same_moment()
    {
        var content = new byte[600_000];

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            database.Database.InTransaction(tx => FileStore.Keep(tx, content, Stop), Stop)));

        var sha256 = SHA256.HashData(content);
        var parts = await database.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT count(*) FROM orchestrator.file_part WHERE sha256 = {sha256}",
            row => row.GetInt64(0), Stop), Stop);
        Assert.Equal(3, parts);
    }

    [Fact]
    public async Task Nothing_is_answered_for_a_name_that_is_not_kept() =>
        Assert.Null(await database.Database.InTransaction(tx => FileStore.Read(tx, new byte[32], Stop), Stop));

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused_with_a_sentence()
    {
        var refused = await Assert.ThrowsAsync<FileRefusedException>(() => database.Database.InTransaction(
            tx => FileStore.Keep(tx, new byte[FileStore.MostBytes + 1], Stop), Stop));

        Assert.Equal("RT220", refused.Problem.Code);
    }
}
