using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Server.Playing;

namespace Orchestrator.Server.Transcripts;

/// <summary>What came of a story.</summary>
/// <param name="Told">The file as it should read; null where it could not be played to its end.</param>
/// <param name="Problems">Why not.</param>
public sealed record StoryOutcome(string? Told, ImmutableArray<Problem> Problems);

/// <summary>
/// The sample district with the processes of one folder, prepared once; each story gets a copy of it on a scratch
/// database of its own.
/// </summary>
public sealed class StoryStage : IAsyncDisposable
{
    /// <summary>So long before the first story the clock of the copies stands: longer than all of them take.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private readonly ScratchDatabases databases;
    private readonly ScratchDatabase prepared;
    private readonly string workflows;

    private StoryStage(ScratchDatabases databases, ScratchDatabase prepared, string workflows)
    {
        this.databases = databases;
        this.prepared = prepared;
        this.workflows = workflows;
    }

    /// <param name="databases">Where the copies are made.</param>
    /// <param name="workflows">A folder of processes that can be published.</param>
    /// <param name="first">When the earliest of its stories begins.</param>
    /// <param name="stop">To give up.</param>
    public static async Task<StoryStage> Prepare(
        ScratchDatabases databases, string workflows, DateTimeOffset first, CancellationToken stop)
    {
        var prepared = await databases.Make(model: null, stop);
        try
        {
            await using var district = await PlayedDistrict.Open(prepared.ConnectionString, first - Before, stop);
            var errors = await district.Publish(workflows, stop);
            return errors.Count == 0 ? new StoryStage(databases, prepared, workflows)
                : throw new InvalidOperationException($"the folder was checked and cannot be published: {errors[0]}");
        }
        catch
        {
            await prepared.DisposeAsync();
            throw;
        }
    }

    public async Task<StoryOutcome> Play(Transcript story, CancellationToken stop)
    {
        await using var copy = await databases.Make(prepared, stop);
        await using var district = await PlayedDistrict.Open(copy.ConnectionString, story.Deeds[0].At, stop);
        var (told, problems) = await new StoryPlayer(district, workflows).Play(story, stop);
        return new StoryOutcome(told, problems);
    }

    public ValueTask DisposeAsync() => prepared.DisposeAsync();
}
