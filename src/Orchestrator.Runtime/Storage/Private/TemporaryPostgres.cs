namespace Orchestrator.Runtime.Storage.Private;

/// <summary>
/// A private PostgreSQL in a temporary folder that goes with it. A folder that a killed process left behind is removed
/// by the next one of the same kind.
/// </summary>
public sealed class TemporaryPostgres : IAsyncDisposable
{
    private readonly PrivatePostgres postgres;
    private readonly string folder;

    private TemporaryPostgres(PrivatePostgres postgres, string folder)
    {
        this.postgres = postgres;
        this.folder = folder;
    }

    /// <param name="kind">As the names of its folders begin.</param>
    /// <param name="programs">What <see cref="PrivatePostgresPlace"/> says of programs: the folder that the
    /// configuration names, and that of the npm package.</param>
    /// <param name="stop">To give up.</param>
    /// <exception cref="StorageRefusedException">RT003: no binaries. RT006: PostgreSQL did not start.</exception>
    public static async Task<TemporaryPostgres> Start(
        string kind, (string? ConfiguredBin, string? NpmNative) programs, CancellationToken stop)
    {
        RemoveLeftovers(kind);
        var folder = Path.Combine(Path.GetTempPath(), kind + Guid.CreateVersion7().ToString("N")[^12..]);
        var place = new PrivatePostgresPlace
        {
            Folder = folder,
            ConfiguredBin = programs.ConfiguredBin,
            NpmNative = programs.NpmNative,
        };
        try
        {
            return new TemporaryPostgres(await PrivatePostgres.Start(place, stop), folder);
        }
        catch when (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc cref="PrivatePostgres.ConnectionString"/>
    public string ConnectionString(string database) => postgres.ConnectionString(database);

    /// <inheritdoc cref="PrivatePostgres.EnsureDatabase"/>
    public Task EnsureDatabase(string database, CancellationToken stop) => postgres.EnsureDatabase(database, stop);

    public async ValueTask DisposeAsync()
    {
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void RemoveLeftovers(string kind)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), kind + "*"))
        {
            try
            {
                // Whoever still runs holds the lock of its folder.
                using (new FileStream(
                    Path.Combine(folder, "in-use.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // In use, or another process removes it at this moment, or it is somebody else's.
            }
        }
    }
}
