using System.Net;
using System.Net.Sockets;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Scripting;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Timers;
using Orchestrator.Server.Api;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Identity;
using Orchestrator.Server.Jobs;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Commands;

/// <summary>The server: opens the database, publishes what changed, serves until it is told to stop.</summary>
public static partial class Serve
{
    private const long MostBytes = 1024 * 1024;

    public static async Task<int> Run(ServerSettings settings)
    {
        Directory.CreateDirectory(settings.DataFolder);
        settings = settings.Port == 0 ? settings with { Port = FreePort() } : settings;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders().AddLinklessConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Orchestrator", LogLevel.Information)

            // Its keys lie in the database unencrypted, as docs/settings.md says; no need to say it at every start.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.UseUrls($"http://{settings.Listen}:{settings.Port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Answers with files raise it where they are taken.
            kestrel.Limits.MaxRequestBodySize = MostBytes;
        });
        var machine = new MachineClock();
        await using var opened = await OpenedDatabase.Open(
            settings, builder.Configuration, machine, CancellationToken.None);
        var app = Build(builder, opened, (settings, machine));
        Scripts.WarmUp();
        await Publish(app, builder.Configuration["WorkflowsFolder"]);

        // Before anything is drained: what fires late then knows why, and nobody is escalated for our outage (E-18).
        await Heartbeat.Beat(opened.Database, CancellationToken.None);
        await app.Services.GetRequiredService<ScratchDatabases>().DropOrphans(CancellationToken.None);
        await app.StartAsync();
        Recurring.Plan(app.Services);

        // What fell due while nobody lived does not wait for the first sweep.
        app.Services.GetRequiredService<IRing>().Now();
        await Greet(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>The links of mails name the port, so it is chosen before anything listens.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static WebApplication Build(
        WebApplicationBuilder builder, OpenedDatabase opened, (ServerSettings Settings, MachineClock Machine) by)
    {
        var address = builder.Configuration["PublicUrl"] ?? $"http://{by.Settings.Listen}:{by.Settings.Port}";
        builder.Services
            .AddRuntime(opened, by.Machine)
            .AddMail(builder.Configuration, by.Settings.DataFolder)
            .AddIntake(builder.Configuration)
            .AddHttpCalls(builder.Configuration)
            .AddJobs(opened.ConnectionString)
            .AddSupervision()
            .AddIdentityRoom(opened.ConnectionString)
            .AddPortal()
            .AddSingleton(new LinkSettings(
                LinkKey.Read(builder.Configuration["LinkKey"], by.Settings.DataFolder), new Uri(address)))
            .AddSingleton<PublishWorkflows>()
            .AddHostedService<HeartbeatLoop>();
        builder.Services.AddApi().AddFences(builder.Configuration["TrustedProxies"]);
        var app = builder.Build();
        app.UseForwardedHeaders();
        app.Use(Fences.Headers);
        app.UsePortal();
        app.UseApiProblems();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/health"), asked => asked.Use(
            async (context, next) =>
            {
                await opened.Clock.Follow(opened.Database, context.RequestAborted);
                await next(context);
            }));
        app.UseAuthorization();
        app.UseGate();
        app.UseAntiforgery();
        app.MapJobs();
        app.MapApi();
        app.MapPortal();
        return app;
    }

    private static async Task Publish(WebApplication app, string? folder)
    {
        if (folder is null || !Directory.Exists(folder))
            return;
        var published = await app.Services.GetRequiredService<PublishWorkflows>().Run(folder, CancellationToken.None);
        foreach (var (id, publication) in published)
        {
            foreach (var problem in PublishWorkflows.Errors(publication))
                Console.Error.WriteLine($"not published: {id} {problem.Code} {problem.Where}: {problem.Message}");
            if (publication is { IsNew: true, Version: { } version })
                Console.WriteLine($"published {version}");
            if (publication.IsHeld)
                Console.WriteLine($"not published: {id} has a version of an administrator's; see the drafts (流程)");
        }
    }

    private static async Task Greet(WebApplication app)
    {
        var accounts = app.Services.GetRequiredService<Accounts>();
        if (await accounts.ResetAdministrator(onlyFirst: true, CancellationToken.None) is var (email, password))
            Console.WriteLine($"administrator: {email}\none-time password: {password}");
        else if (!await accounts.HasAdministrator(CancellationToken.None))
            Console.WriteLine("no district yet: bring yours with import-district FOLDER (docs/going-live.md)");
        if (app.Services.GetRequiredService<MailWays>().Settings.Host is null)
        {
            Console.WriteLine("no relay is set (Mail__Host): mails go to the built-in mailbox");
            if (!app.Services.GetRequiredService<BusinessClock>().IsTraining)
                NothingLeaves(app.Logger);
        }

        if (!app.Services.GetRequiredService<OfficeProgram>().IsInstalled)
            Console.WriteLine("LibreOffice is not installed: documents have no PDF copies, Word and print page stay");
        Console.WriteLine($"listening on {app.Urls.First()}");
    }

    [LoggerMessage(3003, LogLevel.Warning, "No mail leaves this live database: set Mail__Host and start again")]
    private static partial void NothingLeaves(ILogger log);
}
