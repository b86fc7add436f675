using Orchestrator.Engine;

namespace Orchestrator.Runtime.Publishing;

/// <summary>Which names of a zip mean a file of a process.</summary>
internal static class ArchiveNames
{
    private const int MostCharacters = 200;

    /// <summary>Kept for people beside the process: neither published nor lost in silence.</summary>
    private static readonly string[] ForPeople = ["__MACOSX/", "tests/"];

    /// <summary>False for whatever could lead out of a folder, here or where somebody unpacks a version.</summary>
    public static bool IsSafe(string name) =>
        name.Length <= MostCharacters
        && !name.Any(letter => letter is '\\' or ':' || char.IsControl(letter))
        && name.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>The folder around <c>workflow.json</c>, <c>problem-item/</c>; empty where there is none.</summary>
    public static string TopOf(IReadOnlyList<string> names)
    {
        if (names.Contains(WorkflowFolder.DefinitionFile))
            return "";
        var tops = names.Where(name => name.EndsWith("/" + WorkflowFolder.DefinitionFile, StringComparison.Ordinal)
            && name.Count(letter => letter == '/') == 1).ToList();
        return tops.Count == 1 ? tops[0][..^WorkflowFolder.DefinitionFile.Length] : "";
    }

    public static string Below(string top, string name) =>
        name.StartsWith(top, StringComparison.Ordinal) ? name[top.Length..] : name;

    public static bool IsForPeople(string path) =>
        Array.Exists(ForPeople, folder => path.StartsWith(folder, StringComparison.Ordinal))
        || WorkflowFolder.IsScrap(path[(path.LastIndexOf('/') + 1)..])
        || path.EndsWith(".md", StringComparison.Ordinal);

    public static bool IsPublished(string path)
    {
        var below = Below(WorkflowFolder.Shared + "/", path);
        return path == WorkflowFolder.DefinitionFile || Array.Exists(
            WorkflowFolder.Published, folder => below.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    public static Problem Unsafe(string name) => new("RT162", Shown(name),
        "期望文件夹内的相对路径（用“/”分隔，不含“..”和盘符，不超过200个字符），实际不是。没有接收这个压缩包；请重新打包。");

    public static Problem Unknown(string path) => new("RT162", Shown(path),
        $"“{Shown(path)}”不是流程的文件，或者出现了两次；期望{WorkflowFolder.DefinitionFile}，"
        + $"以及{string.Join('、', WorkflowFolder.Published)}文件夹（共用的放在{WorkflowFolder.Shared}下）。请改正后重新打包。");

    private static string Shown(string name) =>
        string.Concat(name.Take(MostCharacters).Select(letter => char.IsControl(letter) ? '?' : letter));
}
