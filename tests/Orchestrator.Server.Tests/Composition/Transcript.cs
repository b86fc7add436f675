using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>
/// <c>workflows/NAME/tests/*.transcript</c>: a process told as a story. The lines with “&gt;” are written by a person;
/// the others say what the process did then, and are compared ever after.
/// </summary>
internal sealed record Transcript(string Path, ImmutableArray<string> Head, ImmutableArray<Transcript.Deed> Deeds)
{
    private const string Format = "yyyy-MM-dd HH:mm";

    /// <summary>A line of a person: when, what, and with what.</summary>
    internal sealed record Deed(DateTimeOffset At, string Verb, ImmutableArray<string> Words, string Line);

    /// <summary>The folder of the process.</summary>
    public string Process => System.IO.Path.GetFileName(
        System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(Path)))!;

    public static IEnumerable<string> All(string workflows) =>
        Directory.EnumerateFiles(workflows, "*.transcript", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static async Task<Transcript> Read(string path, CancellationToken stop)
    {
        var lines = await File.ReadAllLinesAsync(path, stop);
        return new Transcript(path,
            [.. lines.Where(line => line.StartsWith('#'))],
            [.. lines.Where(line => line.StartsWith('>')).Select(Read)]);
    }

    /// <summary>The whole file with these happenings, each below the deed that it follows.</summary>
    public string With(IReadOnlyList<(DateTimeOffset At, string Text)> happened)
    {
        var lines = new List<string>(Head);
        foreach (var (place, deed) in Deeds.Index())
        {
            var until = place + 1 < Deeds.Length ? Deeds[place + 1].At : DateTimeOffset.MaxValue;
            lines.Add(deed.Line);
            lines.AddRange(happened.Where(one => one.At >= deed.At && one.At < until)
                .Select(one => $"  {Written(one.At)}  {one.Text}"));
        }

        return string.Join('\n', lines) + '\n';
    }

    private static Deed Read(string line)
    {
        var words = line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = DateTime.ParseExact($"{words[0]} {words[1]}", Format, CultureInfo.InvariantCulture);
        return new Deed(new DateTimeOffset(at, TimeSpan.FromHours(8)), words[2], [.. words[3..]], line);
    }

    private static string Written(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(8)).ToString(Format, CultureInfo.InvariantCulture);
}
