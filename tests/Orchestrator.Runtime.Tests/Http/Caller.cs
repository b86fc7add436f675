using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Engine;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Mail;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>A world whose processes call others, and a sender with a machine clock that the test moves.</summary>
internal sealed class Caller : IAsyncDisposable
{
    private readonly HttpWay way;
    private readonly HttpSender sender;

    private Caller(World world, HttpSettings settings, bool isTraining)
    {
        World = world;
        way = new HttpWay(settings, new AddressFence(settings, isTraining));
        sender = NewSender(world.Db);
    }

    public World World { get; }

    public SteeredTime Time { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="allowed">As in the settings.</param>
    /// <param name="isTraining">Whether only what is allowed is reached.</param>
    /// <param name="seconds">How long one call may take.</param>
    public static async Task<Caller> Create(
        string? allowed = "127.0.0.1", bool isTraining = false, string seconds = "2") =>
        new(await World.Create(), Settings(allowed, seconds), isTraining);

    public static HttpSettings Settings(string? allowed, string seconds = "2") => HttpSettings.Read(name => name switch
    {
        "Http:Allowed" => allowed,
        "Http:TimeoutSeconds" => seconds,
        _ => null,
    }).Settings!;

    public HttpSender NewSender(Database db) => new(db, Time, way, new CallRecord(
        db, World.Workflows, World.NewTurn(db), NullLogger<CallRecord>.Instance));

    public Task<int> Send() => sender.RunDue(Stop);

    /// <summary>A flow of one call, its branches noted, started and brought to its wait.</summary>
    public async Task<InstanceId> Ask(string url, string members = "", string type = "Elsa.FlowSendHttpRequest")
    {
        await World.Publish("calling", Drawn.Sequence(Drawn.Activity("call", type, $"""
            {Drawn.Input("url", "Uri", url)}{(members.Length > 0 ? "," + members : "")}
            """)));
        return await World.Run("calling");
    }

    /// <summary>The same, and sent.</summary>
    public async Task<InstanceId> Call(string url, string members = "", string type = "Elsa.FlowSendHttpRequest")
    {
        var instance = await Ask(url, members, type);
        await Send();
        return instance;
    }

    /// <summary>How the call ended as the history tells it: a sentence, and the outputs.</summary>
    public async Task<HistoryEntry> Came(InstanceId instance)
    {
        var history = await World.Db.InTransaction(
            tx => new InstanceHistory(World.Definitions).Read(tx, instance, 1, Stop), Stop);
        return Assert.Single(history.Entries,
            entry => entry.What == "activity-completed" && entry.Activity?.Value == "call");
    }

    public Task<string> RowOf(InstanceId instance) => World.One<string>($"""
        SELECT state || ' ' || attempts || ' ' || COALESCE(status_code::text, '-')
        FROM orchestrator.http_call WHERE instance_id = {instance.Value}
        """);

    public Task<string> IncidentOf(InstanceId instance) => World.One<string>($"""
        SELECT code FROM orchestrator.incident WHERE instance_id = {instance.Value} AND resolved_at IS NULL
        """);

    public async ValueTask DisposeAsync()
    {
        sender.Dispose();
        way.Dispose();
        await World.DisposeAsync();
    }
}
