using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Runtime.Storage;

/// <summary>
/// Named points at which a crash test kills this process, as a power cut would. Compiled in, and off unless
/// <see cref="Setting"/> names one when the process starts: <c>turn.before-commit</c>, or
/// <c>turn.before-commit:3</c> for the third time it is reached.
/// </summary>
public static class Fault
{
    /// <summary>The environment variable that arms one.</summary>
    public const string Setting = "ORCHESTRATOR_FAULT";

    /// <summary>All of a turn is written and nothing is committed.</summary>
    public const string BeforeCommit = "turn.before-commit";

    /// <summary>A turn is committed and nobody has been told.</summary>
    public const string AfterCommit = "turn.after-commit";

    /// <summary>Mails are marked as being handed over and the mark is not committed.</summary>
    public const string BeforeHandingOver = "mail.before-handing-over";

    /// <summary>The relay took a mail and nobody has recorded it.</summary>
    public const string AfterAccepted = "mail.after-250";

    /// <summary>A message of the mailbox is stored, and the mailbox does not show it as read.</summary>
    public const string AfterTaken = "intake.after-store";

    /// <summary>Another system answered a call and nobody has recorded it.</summary>
    public const string AfterAnswered = "http.after-answer";

    private static readonly (string Name, int Times) Armed =
        Parse(Environment.GetEnvironmentVariable(Setting));

    private static int reached;

    /// <summary>Kills this process, without a word, when this is the point that was named.</summary>
    public static void Hit(string name)
    {
        if (name != Armed.Name || Interlocked.Increment(ref reached) != Armed.Times)
            return;

        // SIGKILL: no finally, no flush, no goodbye to the database.
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private static (string Name, int Times) Parse(string? setting) =>
        setting?.Split(':') switch
        {
            null or [""] => ("", 0),
            [var name, var times] => (name, int.Parse(times, CultureInfo.InvariantCulture)),
            [var name] => (name, 1),
            _ => throw new FormatException($"{Setting}: expected NAME or NAME:TIMES, got '{setting}'"),
        };
}
