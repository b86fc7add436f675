using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Identity;

namespace Orchestrator.Server.Commands;

/// <summary>Secrets that are shown once, also while the server of the same folder runs.</summary>
public static class OneTimeSecrets
{
    public static Task<int> ApiKey(ServerSettings settings, string name) => With(settings, async db =>
    {
        Console.WriteLine(await ApiKeys.Create(db, name, null, CancellationToken.None));
        return 0;
    });

    public static Task<int> AdministratorPassword(ServerSettings settings) => With(settings, async db =>
    {
        var accounts = new Accounts(db, new MachineClock());
        if (await accounts.ResetAdministrator(onlyFirst: false, CancellationToken.None) is not var (email, password))
        {
            Console.Error.WriteLine("expected a person who holds the post of administrator, found none");
            return 1;
        }

        Console.WriteLine($"administrator: {email}");
        Console.WriteLine(password);
        return 0;
    });

    private static async Task<int> With(ServerSettings settings, Func<Database, Task<int>> work)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables().Build();
        if (OpenedDatabase.RunningAddress(settings) is { } running
            && configuration.GetConnectionString("Orchestrator") is null)
        {
            await using var db = Database.Open(running);
            return await work(db);
        }

        Directory.CreateDirectory(settings.DataFolder);
        await using var opened = await OpenedDatabase.Open(
            settings, configuration, new MachineClock(), CancellationToken.None);
        return await work(opened.Database);
    }
}
