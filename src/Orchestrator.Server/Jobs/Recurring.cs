using Hangfire;
using Hangfire.Dashboard;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Timers;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Jobs;

/// <summary>The recurring sweeps, and the dashboard that shows them to administrators.</summary>
public static class Recurring
{
    public static void Plan(IServiceProvider services)
    {
        var jobs = services.GetRequiredService<IRecurringJobManager>();
        var options = new RecurringJobOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") };
        jobs.AddOrUpdate<SweepJob>("sweep", job => job.Run(CancellationToken.None), SweepJob.Cron, options);
        jobs.AddOrUpdate<MigrationJob>(
            "migrations", job => job.Run(CancellationToken.None), MigrationJob.Cron, options);
        jobs.AddOrUpdate<MailJob>("mail", job => job.Run(CancellationToken.None), MailJob.Cron, options);
        jobs.AddOrUpdate<IntakeJob>("intake", job => job.Run(CancellationToken.None), IntakeJob.Cron, options);
        jobs.AddOrUpdate<HttpJob>("http", job => job.Run(CancellationToken.None), HttpJob.Cron, options);
        jobs.AddOrUpdate<DigestJob>("digest", job => job.Run(CancellationToken.None), DigestJob.Cron, options);
        jobs.AddOrUpdate<TrackingJob>("tracking", job => job.Run(CancellationToken.None), TrackingJob.Cron, options);
        jobs.AddOrUpdate<HousekeepingJob>(
            "housekeeping", job => job.Run(CancellationToken.None), HousekeepingJob.Cron, options);
        jobs.AddOrUpdate<JournalJob>("journal", job => job.Run(CancellationToken.None), JournalJob.Cron, options);
        jobs.AddOrUpdate<PdfJob>("pdf", job => job.Run(CancellationToken.None), PdfJob.Cron, options);
    }

    public static void MapJobs(this WebApplication app) => app.MapHangfireDashboard("/jobs", new DashboardOptions
    {
        DashboardTitle = "作业",
        Authorization = [new OnlyAdministrators()],
    });

    /// <summary>By the signed-in person's post; where the request comes from says nothing behind a proxy.</summary>
    private sealed class OnlyAdministrators : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) =>
            Credentials.ActorOf(context.GetHttpContext().User) is Actor.Official official
            && official.Posts.Any(post => post.Role == Role.Administrator);
    }
}
