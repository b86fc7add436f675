using System.Diagnostics;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Private;

namespace Orchestrator.Runtime.Tests.Storage;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string folder = Path.Combine(
        Path.GetTempPath(), "private-pg-" + Guid.CreateVersion7().ToString("N"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PrivatePostgresPlace Place => new() { Folder = folder };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await PrivatePostgres.Start(Place, Stop))
        {
            await first.EnsureDatabase("orchestrator", Stop);
            await first.EnsureDatabase("orchestrator", Stop);
            await Run(first, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('督办')");
        }

        await using var second = await PrivatePostgres.Start(Place, Stop);

        Assert.Equal("督办", await Run(second, "SELECT word FROM kept"));
        Assert.False(second.Adopted);
    }

    [Fact]
    public async Task Durability_settings_are_those_that_keep_an_acknowledged_commit()
    {
        await using var server = await PrivatePostgres.Start(Place, Stop);
        await server.EnsureDatabase("orchestrator", Stop);

        Assert.Equal("on on on", await Run(server,
            "SELECT concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), " +
            "current_setting('full_page_writes'))"));
        Assert.Equal("C.UTF-8", await Run(server, "SELECT datcollate FROM pg_database WHERE datname = 'orchestrator'"));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_with_a_sentence()
    {
        await using var server = await PrivatePostgres.Start(Place, Stop);

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => PrivatePostgres.Start(Place, Stop));

        Assert.Equal("RT005", refused.Problem.Code);
    }

    [Fact]
    public async Task A_cluster_of_another_major_version_is_not_opened()
    {
        Directory.CreateDirectory(Path.Combine(folder, "pgdata"));
        await File.WriteAllTextAsync(Path.Combine(folder, "pgdata", "PG_VERSION"), "9\n", Stop);

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => PrivatePostgres.Start(Place, Stop));

        Assert.Equal("RT004", refused.Problem.Code);
    }

    [Fact]
    public async Task Without_binaries_the_sentence_names_every_place_that_was_searched()
    {
        var nowhere = Place with { ConfiguredBin = Path.Combine(folder, "nowhere") };

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => PrivatePostgres.Start(nowhere, Stop));

        Assert.Equal("RT003", refused.Problem.Code);
        Assert.Contains("Database:PgBin", refused.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_a_stranger_does_not_stop_the_start()
    {
        await (await PrivatePostgres.Start(Place, Stop)).DisposeAsync();
        var pidFile = Path.Combine(folder, "pgdata", "postmaster.pid");
        await File.WriteAllTextAsync(
            pidFile, $"{Environment.ProcessId}\n{folder}/pgdata\n1\n5432\n{folder}/run\n\n1 1\nready\n", Stop);

        await using var server = await PrivatePostgres.Start(Place, Stop);

        Assert.False(server.Adopted);
    }

    [Fact]
    public async Task A_server_that_outlived_its_guard_is_adopted_and_stopped_at_the_end()
    {
        var first = await PrivatePostgres.Start(Place, Stop);
        var postmaster = int.Parse((await File.ReadAllLinesAsync(
            Path.Combine(folder, "pgdata", "postmaster.pid"), Stop))[0], provider: null);
        await KillGuard(postmaster);
        await first.DisposeAsync();
        using var process = Process.GetProcessById(postmaster);

        await using (var second = await PrivatePostgres.Start(Place, Stop))
            Assert.True(second.Adopted);

        await process.WaitForExitAsync(Stop);
    }

    [Fact]
    public async Task A_deep_folder_listens_on_loopback_because_a_socket_path_is_short()
    {
        var deep = Path.Combine(folder, new string('d', 100));
        await using var server = await PrivatePostgres.Start(new PrivatePostgresPlace { Folder = deep }, Stop);

        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")).Host);
    }

    /// <summary>Kills the shells between this process and the postmaster, as a kill -9 of everything would.</summary>
    private static async Task KillGuard(int postmaster)
    {
        var guard = Parent(postmaster);
        using var pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-P", $"{guard}"])
        { RedirectStandardOutput = true })!;
        var children = (await pgrep.StandardOutput.ReadToEndAsync(Stop))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var pid in children.Select(text => int.Parse(text, provider: null)).Where(pid => pid != postmaster)
            .Prepend(guard))
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
    }

    private static int Parent(int pid) =>
        int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ')[1], provider: null);

    private static async Task<object?> Run(PrivatePostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("orchestrator") + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
