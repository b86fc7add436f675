using System.Xml.Linq;

namespace Orchestrator.Architecture.Tests;

/// <summary>
/// The files of the checkout these tests were built from, without what builds and package managers make.
/// </summary>
public static class Repository
{
    private static readonly string[] Made =
        ["bin", "obj", "node_modules", ".git", ".data", "TestResults", ".vs", ".idea", "artifacts"];

    public static readonly string Root = FindRoot();

    private static readonly Lazy<IReadOnlyList<string>> all = new(() => [.. Walk(Root).Order(StringComparer.Ordinal)]);

    private static readonly Lazy<IReadOnlyList<SourceFile>> sources = new(() =>
        [.. Files(".cs").Select(path => new SourceFile(path, Text(path)))]);

    /// <summary>Every C# file of the product, its tests and its benchmarks.</summary>
    public static IReadOnlyList<SourceFile> Sources => sources.Value;

    /// <summary>The C# files of the product alone.</summary>
    public static IEnumerable<SourceFile> Product => Sources.Where(file => IsProduct(file.Path));

    public static bool IsProduct(string path) => path.StartsWith("src/", StringComparison.Ordinal);

    public static bool IsTest(string path) => path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>Relative paths with forward slashes, of all files that end in one of these.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        all.Value.Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)));

    public static IEnumerable<string> AllFiles => all.Value;

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static XDocument Xml(string path) => XDocument.Load(Path.Combine(Root, path), LoadOptions.SetLineInfo);

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');

        foreach (var inner in Directory.EnumerateDirectories(folder).Where(d => !Made.Contains(Path.GetFileName(d))))
        {
            foreach (var file in Walk(inner))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException(
            $"expected Orchestrator.sln in a folder above {AppContext.BaseDirectory}, found none; " +
            "the architecture tests read sources and run only inside a checkout");
    }
}
