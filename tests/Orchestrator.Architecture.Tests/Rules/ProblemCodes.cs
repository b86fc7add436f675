using System.Text.RegularExpressions;

namespace Orchestrator.Architecture.Tests.Rules;

/// <summary>A problem that a user can cause has a code, and the code has a page that says what to do.</summary>
public static partial class ProblemCodes
{
    public const string Folder = "docs/problems/";

    public static IEnumerable<(string Code, Finding Unexplained)> Named(string path, string text) =>
        from line in text.Split('\n').Index()
        from match in Code().Matches(line.Item)
        let code = match.Groups[1].Value
        select (code, new Finding(path, line.Index + 1, $"problem {code} has no page {Folder}{code}.md: " +
            "say there what happened and what to do"));

    /// <summary>"docs/problems/WF012.md" explains WF012; a README there explains nothing by itself.</summary>
    public static string? Explained(string path) =>
        Page().Match(path) is { Success: true } page ? page.Groups[1].Value : null;

    [GeneratedRegex("[\"'>]((?:WF|EX|RT|FI|ML|CA|SU|AU|AP)[0-9]{3})\\b")]
    private static partial Regex Code();

    [GeneratedRegex("^docs/problems/([A-Z]{2}[0-9]{3})\\.md$")]
    private static partial Regex Page();
}
