using Hangfire;
using Hangfire.PostgreSql;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Server.Jobs;
using Orchestrator.Server.Rehearsals;

namespace Orchestrator.Server.Composition;

/// <summary>The runtime over one opened database.</summary>
public static class RuntimeParts
{
    public static IServiceCollection AddRuntime(
        this IServiceCollection services, OpenedDatabase opened, MachineClock machine) => services
        .AddSingleton(opened.Database).AddSingleton(opened.Clock).AddSingleton(machine)
        .AddPublishing().AddSingleton<Turn>().AddSingleton<InstanceHistory>()
        .AddSingleton<InstanceOperations>().AddSingleton<Migrations>().AddSingleton<MigrationJob>()
        .AddSingleton<JournalAudit>().AddSingleton<WholeJournal>()
        .AddSingleton(provider => OfficeProgram.Find(provider.GetRequiredService<IConfiguration>()["LibreOffice"]))
        .AddSingleton<TrainingWalk>().AddSingleton<MailboxRead>();

    /// <summary>All that publishing asks of a folder: with a database or without one.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services) => services
        .AddSingleton<DefinitionStore>().AddCallActivities().AddSingleton<LedgerActivities>()
        .AddSingleton<WorkflowClient>()
        .AddSingleton<PublishFolder>()
        .AddSingleton<IFolderCheck, DrawingCheck>().AddSingleton<IFolderCheck, ScriptCheck>();

    /// <exception cref="StorageRefusedException">RT212: a setting cannot be meant.</exception>
    public static IServiceCollection AddMail(
        this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var (settings, problem) = MailSettings.Read(name => configuration[name]);
        if (settings is null)
            throw new StorageRefusedException(problem!);
        return services.AddHandOver(log => new MailWays(settings, Path.Combine(dataFolder, "mailbox"), log));
    }

    /// <summary>The mailbox that is read; none where the settings name none.</summary>
    /// <exception cref="StorageRefusedException">RT212: a setting cannot be meant.</exception>
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        var (settings, problem) = IntakeSettings.Read(name => configuration[name]);
        if (settings is null)
            throw new StorageRefusedException(problem!);
        return services.AddSingleton(settings).AddSingleton<IntakeRun>().AddTransient<IntakeJob>();
    }

    /// <summary>Where a district is only played: no mail leaves.</summary>
    public static IServiceCollection AddClosedMail(this IServiceCollection services, ClosedOutbox closed) => services
        .AddHandOver(log => new MailWays(MailSettings.Read(_ => null).Settings!, closed, log));

    private static IServiceCollection AddHandOver(
        this IServiceCollection services, Func<ILogger<MailWays>, MailWays> ways) => services
            .AddSingleton(provider => ways(provider.GetRequiredService<ILogger<MailWays>>()))
            .AddSingleton<Telling>()
            .AddSingleton(provider => new MailHandOver(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<MachineClock>(),
                provider.GetRequiredService<MailWays>(), provider.GetRequiredService<Telling>()))
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<MailHandOver>());

    /// <summary>Calls of other systems: who may be called stands in the settings.</summary>
    /// <exception cref="StorageRefusedException">RT212: a setting cannot be meant.</exception>
    public static IServiceCollection AddHttpCalls(this IServiceCollection services, IConfiguration configuration)
    {
        var (settings, problem) = HttpSettings.Read(name => configuration[name]);
        if (settings is null)
            throw new StorageRefusedException(problem!);
        return services
            .AddSingleton(provider => new HttpWay(
                settings, new AddressFence(settings, provider.GetRequiredService<BusinessClock>().IsTraining)))
            .AddSingleton<CallRecord>().AddSingleton<TakeRequest>()
            .AddSingleton(provider => new HttpSender(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<MachineClock>(),
                provider.GetRequiredService<HttpWay>(), provider.GetRequiredService<CallRecord>()))
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<HttpSender>());
    }

    private static IServiceCollection AddCallActivities(this IServiceCollection services)
    {
        foreach (var activity in HttpActivity.All)
            services.AddSingleton(activity);
        return services.AddSingleton<ILedgerActivity, EndpointActivity>()
            .AddSingleton<ILedgerActivity, ResponseActivity>().AddSingleton<ILedgerActivity, EmailActivity>();
    }

    /// <summary>Hangfire rings and sweeps, in its own schema of the same database.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, string connectionString) => services
        .AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(
                to => to.UseNpgsqlConnection(connectionString + ";Max Auto Prepare=50;Maximum Pool Size=20"),
                new PostgreSqlStorageOptions
                {
                    QueuePollInterval = TimeSpan.FromMilliseconds(500),
                    UseSlidingInvisibilityTimeout = true,
                    InvisibilityTimeout = TimeSpan.FromSeconds(30),

                    // A server that was killed while it planned the sweeps leaves a lock behind. Whoever starts waits
                    // fifteen seconds for it and then gives up.
                    DistributedLockTimeout = TimeSpan.FromSeconds(10),
                }))
        .AddHangfireServer(server =>
        {
            server.WorkerCount = 4;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.ShutdownTimeout = TimeSpan.FromSeconds(5);
        })
        .AddHangfireServer(server => OneWorker(server, RehearsalJob.Queue))
        .AddHangfireServer(server => OneWorker(server, HttpJob.Queue))
        .AddSingleton<IRing, HangfireRing>()
        .AddSingleton(new ScratchDatabases(connectionString)).AddSingleton<Rehearsal>()
        .AddSingleton<RehearsalStore>().AddSingleton<RehearsalDesk>().AddTransient<RehearsalJob>()
        .AddTransient<DrainJob>().AddTransient<SweepJob>().AddTransient<MailJob>().AddTransient<HttpJob>()
        .AddTransient<DigestJob>().AddTransient<PdfJob>().AddTransient<HousekeepingJob>().AddTransient<JournalJob>();

    /// <summary>For work that may take minutes.</summary>
    private static void OneWorker(BackgroundJobServerOptions server, string queue)
    {
        server.ServerName = $"{Environment.MachineName}:{queue}";
        server.Queues = [queue];
        server.WorkerCount = 1;
        server.ShutdownTimeout = TimeSpan.FromSeconds(5);
    }
}
