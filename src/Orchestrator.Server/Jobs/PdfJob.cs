using Hangfire;
using Orchestrator.Supervision.Documents;

namespace Orchestrator.Server.Jobs;

/// <summary>Makes the PDF copies that are due, beside every turn; a long run hinders no other job.</summary>
public sealed class PdfJob(PdfCopies copies)
{
    /// <summary>Hangfire's cron with seconds: every ten.</summary>
    public const string Cron = "*/10 * * * * *";

    /// <summary>Never tried again by Hangfire: the next one comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => copies.RunDue(stop);
}
