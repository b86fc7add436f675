using System.Globalization;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>The words before a command line that make root somebody whom PostgreSQL accepts.</summary>
internal sealed record Privileges(IReadOnlyList<string> Prefix)
{
    // initdb looks its user up, so it must be one with an entry in every Debian's passwd.
    private const int Nobody = 65534;

    /// <summary>
    /// Nothing for an ordinary user. Root becomes nobody, in a user namespace where the kernel allows it.
    /// </summary>
    public static async Task<Privileges> ForChild(DataFolder folder, CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
            return new Privileges([]);

        var nobody = Nobody.ToString(CultureInfo.InvariantCulture);

        // Inside the namespace the process believes to be nobody, outside the kernel still sees our user: no file
        // changes its owner, and a data folder under /root works.
        string[] unshare = ["unshare", "--user", $"--map-user={nobody}", $"--map-group={nobody}", "--"];
        if ((await Child.Run([.. unshare, "true"], stop)).ExitCode == 0)
            return new Privileges(unshare);

        await Child.Run(["chown", "-R", $"{nobody}:{nobody}", folder.Root], stop);
        return new Privileges(["setpriv", $"--reuid={nobody}", $"--regid={nobody}", "--clear-groups", "--"]);
    }
}
