using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Server.Composition;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Playing;

/// <summary>
/// A training district on a database of its own, composed as the server composes it, without HTTP and with its outbox
/// closed: whoever plays it answers its tasks and walks its clock.
/// </summary>
public sealed class PlayedDistrict : IAsyncDisposable
{
    private readonly OpenedDatabase opened;
    private readonly ServiceProvider parts;

    private PlayedDistrict(OpenedDatabase opened, ServiceProvider parts, ClosedOutbox outbox)
    {
        this.opened = opened;
        this.parts = parts;
        Outbox = outbox;
    }

    public Database Db => opened.Database;

    /// <summary>Takes every mail, and keeps none.</summary>
    public ClosedOutbox Outbox { get; }

    /// <param name="connectionString">A database that is this district's alone.</param>
    /// <param name="begins">Where its clock stands, if the database is new.</param>
    /// <param name="stop">To give up.</param>
    public static async Task<PlayedDistrict> Open(
        string connectionString, DateTimeOffset begins, CancellationToken stop)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            // Nothing is ever set for a session here, so nothing needs to be set back after its many transactions.
            ["ConnectionStrings:Orchestrator"] = connectionString + ";No Reset On Close=true",
        }).Build();
        var machine = new MachineClock();
        var settings = new ServerSettings { Training = true, BeginsAt = begins };
        var opened = await OpenedDatabase.Open(settings, configuration, machine, stop);
        var outbox = new ClosedOutbox();
        var parts = new ServiceCollection().AddSingleton<IConfiguration>(configuration)
            .AddPlayed(opened, machine).AddClosedMail(outbox).BuildServiceProvider();
        return new PlayedDistrict(opened, parts, outbox);
    }

    public T Part<T>()
        where T : notnull => parts.GetRequiredService<T>();

    /// <summary>As time would have passed: everything that comes due on the way happens.</summary>
    public async Task GoTo(DateTimeOffset to, CancellationToken stop)
    {
        if ((await Part<TrainingWalk>().To(to, stop)).Problem is { } problem)
            throw new InvalidOperationException($"a played district is a training one: {problem.Message}");
    }

    /// <summary>The processes of a folder, published; with the errors of those that cannot be.</summary>
    public async Task<IReadOnlyList<(DefinitionId Id, Problem Problem)>> Publish(
        string folder, CancellationToken stop) =>
        [.. (await Part<PublishWorkflows>().Run(folder, stop)).SelectMany(one =>
            PublishWorkflows.Errors(one.Publication).Select(problem => (one.Id, problem)))];

    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync();
        await opened.DisposeAsync();
    }
}

/// <summary>What a district consists of that nobody serves: everything but HTTP and the way of its mails.</summary>
public static class PlayedParts
{
    public static IServiceCollection AddPlayed(
        this IServiceCollection services, OpenedDatabase opened, MachineClock machine) => services
        .AddLogging().AddRuntime(opened, machine).AddSupervision()
        .AddSingleton<IRing, Silence>().AddSingleton<PublishWorkflows>()

        // Its links open nothing: nobody serves them.
        .AddSingleton(new LinkSettings(new byte[32], new Uri("https://dudao.example.test")));
}
