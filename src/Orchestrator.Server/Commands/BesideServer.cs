using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Composition;

namespace Orchestrator.Server.Commands;

/// <summary>Work in the database of a data folder or of the configuration, also while its server runs.</summary>
internal static class BesideServer
{
    /// <summary>What a server would read, for a command that is none.</summary>
    public static IConfiguration Configuration() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables().Build();

    public static Task<int> Run(ServerSettings settings, Func<Database, Task<int>> work) =>
        RunAt(settings, async address =>
        {
            await using var db = Database.Open(address);
            return await work(db);
        });

    /// <summary>The same for whoever needs the address of the database.</summary>
    public static async Task<int> RunAt(ServerSettings settings, Func<string, Task<int>> work)
    {
        var configuration = Configuration();
        if (OpenedDatabase.RunningAddress(settings) is { } running
            && configuration.GetConnectionString("Orchestrator") is null)
            return await work(running);
        Directory.CreateDirectory(settings.DataFolder);
        await using var opened = await OpenedDatabase.Open(
            settings, configuration, new MachineClock(), CancellationToken.None);
        return await work(opened.ConnectionString);
    }
}
