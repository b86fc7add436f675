using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Identity;

namespace Orchestrator.Server.Commands;

/// <summary>Secrets that are shown once, also while the server of the same folder runs.</summary>
public static class OneTimeSecrets
{
    public static Task<int> ApiKey(ServerSettings settings, string name) => BesideServer.Run(settings, async db =>
    {
        Console.WriteLine(await ApiKeys.Create(db, name, null, CancellationToken.None));
        return 0;
    });

    public static Task<int> AdministratorPassword(ServerSettings settings) =>
        BesideServer.Run(settings, OfAdministrator);

    /// <summary>0 with the password on the last line; 1 where nobody holds the post.</summary>
    internal static async Task<int> OfAdministrator(Database db)
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
    }
}
