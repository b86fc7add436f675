using Npgsql;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Commands;

/// <summary>A database that does not let us in is a setting: a sentence and an end, no trace of a stack.</summary>
public sealed class ClosedDatabaseTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("orchestrator-closed-data-");
    private TestDatabase? database;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.Create();

    public ValueTask DisposeAsync() => database!.DisposeAsync();

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task A_database_that_does_not_exist_is_said_with_its_name()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(database!.ConnectionString) { Database = "nowhere" };

        using var server = Programs.Start(["serve", "--port", "0", "--data", data.FullName],
            ("ConnectionStrings__Orchestrator", nowhere.ConnectionString));
        var complaint = await server.StandardError.ReadToEndAsync(Stop);
        await server.WaitForExitAsync(Stop);

        Assert.Equal(1, server.ExitCode);
        Assert.Contains("RT009 ConnectionStrings__Orchestrator", complaint, StringComparison.Ordinal);
        Assert.Contains("nowhere", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", complaint, StringComparison.Ordinal);
    }
}
