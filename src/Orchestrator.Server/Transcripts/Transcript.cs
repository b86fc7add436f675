using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Server.Transcripts;

/// <summary>
/// <c>workflows/NAME/tests/*.transcript</c>: a process told as a story. The lines with “&gt;” are written by a person;
/// the others say what the process did then, and are compared ever after.
/// </summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Lines">All of it, as it was read.</param>
/// <param name="Deeds">The lines of people, in their order.</param>
public sealed record Transcript(string Path, ImmutableArray<string> Lines, ImmutableArray<Deed> Deeds)
{
    public const string Ending = ".transcript";

    private const string Format = "yyyy-MM-dd HH:mm";

    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    /// <summary>The folder of the process.</summary>
    public string Process => System.IO.Path.GetFileName(
        System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(Path)))!;

    /// <summary>The stories of a folder of processes, by name.</summary>
    public static IReadOnlyList<string> All(string workflows) =>
    [
        .. Directory.EnumerateFiles(workflows, "*" + Ending, SearchOption.AllDirectories)
            .Where(path => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) == "tests")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>When the earliest of these stories begins, the starts of their folder told in full.</summary>
    public static async Task<DateTimeOffset> First(
        string workflows, IEnumerable<Transcript> stories, CancellationToken stop)
    {
        var first = stories.Min(story => story.Deeds[0].At);
        var starts = System.IO.Path.Combine(workflows, WorkflowFolder.Shared, "tests");
        foreach (var path in Directory.Exists(starts) ? Directory.EnumerateFiles(starts, "*.start") : [])
            if ((await Read(path, stop)).Story is { } start && start.Deeds[0].At < first)
                first = start.Deeds[0].At;
        return first;
    }

    /// <summary>RT190 for each line that cannot be read, RT191 for each that does nothing known.</summary>
    public static async Task<(Transcript? Story, ImmutableArray<Problem> Problems)> Read(
        string path, CancellationToken stop)
    {
        var lines = await File.ReadAllLinesAsync(path, stop);
        var deeds = new List<Deed>();
        var problems = new List<Problem>();
        foreach (var (place, line) in lines.Index().Where(one => one.Item.StartsWith('>')))
        {
            var (deed, problem) = ReadLine((path, place + 1), line);
            if (problem is null && deeds is [.., var last] && deed!.At < last.At)
                problem = new Problem("RT190", deed.Where, $"期望不早于上一行（{Written(last.At)}），实际早于它。请按时间先后排列。");
            if (problem is null)
                deeds.Add(deed!);
            else
                problems.Add(problem);
        }

        if (deeds.Count == 0 && problems.Count == 0)
            problems.Add(new Problem("RT190", path, "期望至少有一行以“>”开头，实际没有。请写明谁在什么时候做什么。"));
        return (problems.Count == 0 ? new Transcript(path, [.. lines], [.. deeds]) : null, [.. problems]);
    }

    /// <summary>The whole file with these happenings, each below the deed that it follows.</summary>
    public string With(IReadOnlyList<(DateTimeOffset At, string Text)> happened)
    {
        var told = new List<string>(Lines.Where(line => line.StartsWith('#')));
        foreach (var (place, deed) in Deeds.Index())
        {
            var until = place + 1 < Deeds.Length ? Deeds[place + 1].At : DateTimeOffset.MaxValue;
            told.Add(deed.Text);
            told.AddRange(happened.Where(one => one.At >= deed.At && one.At < until)
                .Select(one => $"  {Written(one.At)}  {one.Text}"));
        }

        return string.Join('\n', told) + '\n';
    }

    private static (Deed? Deed, Problem? Problem) ReadLine((string Path, int Line) at, string line)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"{at.Path}:{at.Line}");
        var words = line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || !DateTime.TryParseExact(
            $"{words[0]} {words[1]}", Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return (null, new Problem("RT190", where,
                $"期望“> 年-月-日 时:分  做什么 …”（如“> 2026-05-12 10:00  办理  order-receipt  Received”），实际为“{line}”。请改正。"));
        if (!Deed.Verbs.Contains(words[2]))
            return (null, new Problem("RT191", where,
                $"期望{string.Join('、', Deed.Verbs)}之一，实际为“{words[2]}”。请改正。"));
        var deed = new Deed(where, new DateTimeOffset(time, Shanghai), words[2], [.. words[3..]]) { Text = line };
        return deed.Lacks is { } lacks ? (null, new Problem("RT190", where, lacks)) : (deed, null);
    }

    private static string Written(DateTimeOffset at) =>
        at.ToOffset(Shanghai).ToString(Format, CultureInfo.InvariantCulture);
}
