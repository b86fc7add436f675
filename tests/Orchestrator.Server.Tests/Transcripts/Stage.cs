using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Server.Transcripts;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Transcripts;

/// <summary>The shipped processes on the sample district, prepared once for all stories.</summary>
public sealed class Stage : IAsyncLifetime
{
    private StoryStage? stage;

    public static string Workflows { get; } = Programs.Repository("workflows");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var server = await TestServer.Instance;
        var stories = new List<Transcript>();
        foreach (var path in Transcript.All(Workflows))
            stories.Add((await Transcript.Read(path, Stop)).Story!);
        stage = await StoryStage.Prepare(new ScratchDatabases(server.ConnectionString("postgres")), Workflows,
            await Transcript.First(Workflows, stories, Stop), Stop);
    }

    /// <summary>One of the shipped stories, or one that is written here.</summary>
    public Task<StoryOutcome> Play(Transcript story) => stage!.Play(story, Stop);

    public ValueTask DisposeAsync() => stage!.DisposeAsync();
}
