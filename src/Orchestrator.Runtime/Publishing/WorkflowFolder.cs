using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>
/// A folder <c>workflows/NAME</c> as it lies there: the definition and the files that are published with it. The files
/// of <c>workflows/_shared</c> are part of every folder, as <c>_shared/…</c>.
/// </summary>
public sealed record WorkflowFolder
{
    public const string Shared = "_shared";
    public const string DefinitionFile = "workflow.json";

    /// <summary>A file larger than this is no form, mail or template.</summary>
    public const int FileBytes = 8 * 1024 * 1024;

    /// <summary>Only these folders are published; README and transcripts are for people.</summary>
    internal static readonly string[] Published = ["forms", "mail", "documents"];

    public required DefinitionId Id { get; init; }

    /// <summary>The definition's JSON as it was exported.</summary>
    public required ReadOnlyMemory<byte> Definition { get; init; }

    /// <summary>The same as text, without the mark that some editors put first.</summary>
    public string DefinitionText => Encoding.UTF8.GetString(Definition.Span).TrimStart('\uFEFF');

    /// <summary>Contents by path below the folder, <c>forms/opinion-sign.json</c>.</summary>
    public required ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>Processes that are published together with it: a drawing may start them.</summary>
    public ImmutableHashSet<DefinitionId> Beside { get; init; } = [];

    /// <summary>What the drawing uses as activities, as far as it is published; or lies beside it.</summary>
    public ImmutableDictionary<DefinitionVersion, WorkflowDefinition> Usable { get; init; } =
        ImmutableDictionary<DefinitionVersion, WorkflowDefinition>.Empty;

    /// <summary>
    /// The folders below <paramref name="workflows"/> that hold a definition, by name; but what is used as an activity
    /// comes before whoever uses it, so that it is published first.
    /// </summary>
    public static IReadOnlyList<WorkflowFolder> ReadAll(string workflows)
    {
        string[] names =
        [
            .. Directory.EnumerateDirectories(workflows)
                .Where(folder => File.Exists(Path.Combine(folder, DefinitionFile)))
                .Select(folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal),
        ];
        var all = names.Select(name => new DefinitionId(name)).ToImmutableHashSet();
        return InOrderOfUse([.. names.Select(name => Read(workflows, name) with { Beside = all })]);
    }

    private static List<WorkflowFolder> InOrderOfUse(IReadOnlyList<WorkflowFolder> folders)
    {
        var drawn = folders.ToDictionary(
            folder => folder.Id, folder => DefinitionReader.Read(folder.DefinitionText).Definition);
        var ordered = new List<WorkflowFolder>();
        var seen = new HashSet<DefinitionId>();
        foreach (var folder in folders)
            Add(folder);
        return ordered;

        void Add(WorkflowFolder folder)
        {
            if (!seen.Add(folder.Id))
                return;
            var used = drawn[folder.Id] is { } definition ? UsedWorkflows.Direct(definition).ToArray() : [];
            foreach (var before in folders.Where(other => used.Any(version => version.Definition == other.Id)))
                Add(before);
            ordered.Add(folder with { Usable = Lying() });
        }

        // Which number one will be published under is not known here: what lies there is meant.
        ImmutableDictionary<DefinitionVersion, WorkflowDefinition> Lying() => drawn.Values.OfType<WorkflowDefinition>()
            .SelectMany(UsedWorkflows.Direct).Distinct()
            .Where(version => drawn.GetValueOrDefault(version.Definition) is not null)
            .ToImmutableDictionary(version => version, version => drawn[version.Definition]!);
    }

    /// <param name="workflows">The folder of all processes.</param>
    /// <param name="name">The process: its definition id.</param>
    public static WorkflowFolder Read(string workflows, string name) => new()
    {
        Id = new DefinitionId(name),
        Definition = File.ReadAllBytes(Path.Combine(workflows, name, DefinitionFile)),
        Files = Below(Path.Combine(workflows, name)).Concat(Below(Path.Combine(workflows, Shared), Shared + "/"))
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    /// <summary>The same for the same definition and files, wherever and whenever they lie.</summary>
    public byte[] ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(Definition.Span));
        foreach (var (path, content) in Files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\n"));
            hash.AppendData(SHA256.HashData(content.Span));
        }

        return hash.GetHashAndReset();
    }

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Below(string folder, string prefix = "") =>
        from sub in Published
        let place = Path.Combine(folder, sub)
        where Directory.Exists(place)
        from file in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
        where !IsScrap(Path.GetFileName(file))
        select new KeyValuePair<string, ReadOnlyMemory<byte>>(
            prefix + Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file));

    /// <summary>What editors leave beside a file that is open.</summary>
    internal static bool IsScrap(string name) =>
        name.StartsWith('.') || name.StartsWith("~$", StringComparison.Ordinal) || name.EndsWith('~');
}
