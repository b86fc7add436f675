using Hangfire;
using Orchestrator.Supervision.Operations;

namespace Orchestrator.Server.Jobs;

/// <summary>Audits the whole journal at night: what it found is shown on the page 异常, a flaw also stands in the log.
/// </summary>
public sealed partial class JournalJob(AuditJournal audit, ILogger<JournalJob> log)
{
    /// <summary>After the housekeeping. A night that was missed is made up for by the next.</summary>
    public const string Cron = "50 3 * * *";

    [AutomaticRetry(Attempts = 0)]
    public async Task Run(CancellationToken stop)
    {
        var found = await audit.Run(null, stop);
        if (found.Flawed > 0)
            Broken(log, found.Flawed, found.Flaws[0].Where, found.Flaws[0].Code);
    }

    [LoggerMessage(3004, LogLevel.Error, "{Flawed} histories do not hold, the first at {Where} ({Code}); see 异常")]
    private static partial void Broken(ILogger log, long flawed, string where, string code);
}
