using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Private;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Transcripts;

namespace Orchestrator.Server.Commands;

/// <summary>
/// Plays the stories of a folder on a PostgreSQL of its own that goes with it, a line a story; or writes them anew.
/// </summary>
internal static class PlayStories
{
    /// <summary>As the names of its folders begin; a killed one's folder is removed by the next.</summary>
    private const string Kind = "orchestrator-stories-";

    /// <summary>0 where each is the same, or was accepted; 1 where any is not.</summary>
    public static async Task<int> Run(ServerSettings settings, string folder, CancellationToken stop)
    {
        var stories = new List<Transcript>();
        var flawed = 0;
        foreach (var path in Transcript.All(folder))
        {
            var (story, problems) = await Transcript.Read(path, stop);
            if (story is not null)
                stories.Add(story);
            flawed += problems.Length;
            Say(problems);
        }

        if (stories.Count == 0)
            return flawed > 0 ? 1 : 0;
        try
        {
            return await Play(settings, (folder, stories), stop) + flawed == 0 ? 0 : 1;
        }
        catch (StorageRefusedException refused) when (refused.Problem.Code == "RT003")
        {
            Console.WriteLine($"{stories.Count}个演示记录没有比对：这台机器上没有PostgreSQL程序（{refused.Problem.Message}）");
            return flawed > 0 ? 1 : 0;
        }
    }

    /// <returns>How many differ, or could not be played.</returns>
    private static async Task<int> Play(
        ServerSettings settings, (string Folder, List<Transcript> Stories) of, CancellationToken stop)
    {
        var configuration = BesideServer.Configuration();
        await using var postgres = await TemporaryPostgres.Start(
            Kind, (configuration["Database:PgBin"], configuration["Database:NpmPostgres"]), stop);
        await using var stage = await StoryStage.Prepare(
            new ScratchDatabases(postgres.ConnectionString("postgres")), of.Folder,
            await Transcript.First(of.Folder, of.Stories, stop), stop);
        var accept = settings.Options.ContainsKey("--accept");
        var different = 0;
        foreach (var story in of.Stories)
        {
            var (told, problems) = await stage.Play(story, stop);
            Say(problems);
            if (told is null || !await Compare((of.Folder, story.Path), told, accept, stop))
                different++;
        }

        Console.WriteLine(different == 0
            ? $"{of.Stories.Count}个演示记录与流程一致。"
            : $"{of.Stories.Count}个演示记录，{different}个不一致；若是有意的修改，加 --accept 按现在的结果重写，再逐行核对。");
        return different;
    }

    /// <summary>True where it reads the same, or was written anew.</summary>
    private static async Task<bool> Compare(
        (string Folder, string Path) story, string told, bool accept, CancellationToken stop)
    {
        var name = Path.GetRelativePath(story.Folder, story.Path);
        var difference = Difference(await File.ReadAllTextAsync(story.Path, stop), told);
        if (difference is not null && accept)
            await File.WriteAllTextAsync(story.Path, told, stop);
        Console.WriteLine(difference is null ? $"same     {name}"
            : accept ? $"accepted {name}: {difference}" : $"differs  {name}: {difference}");
        return difference is null || accept;
    }

    /// <summary>The first line that is another than before; null where all are the same.</summary>
    private static string? Difference(string before, string now)
    {
        string[] old = before.ReplaceLineEndings("\n").Split('\n'), made = now.Split('\n');
        var place = old.Zip(made).TakeWhile(pair => pair.First == pair.Second).Count();
        return place == Math.Max(old.Length, made.Length) ? null : string.Create(CultureInfo.InvariantCulture,
            $"第{place + 1}行，原为“{Line(old, place)}”，现为“{Line(made, place)}”");
    }

    private static string Line(string[] lines, int place) => lines.ElementAtOrDefault(place)?.Trim() ?? "（没有这一行）";

    private static void Say(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
            Console.WriteLine($"错误 {problem.Code} {problem.Where}: {problem.Message.ReplaceLineEndings(" ")}");
    }
}
