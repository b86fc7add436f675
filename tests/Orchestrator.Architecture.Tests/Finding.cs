namespace Orchestrator.Architecture.Tests;

/// <summary>One place that breaks a rule of the house, told so that the reader can go there and mend it.</summary>
/// <param name="Path">Relative to the root of the repository.</param>
/// <param name="Line">Counted from one; one when the whole file is meant.</param>
/// <param name="Sentence">What stands there, and what the rule asks for instead.</param>
public sealed record Finding(string Path, int Line, string Sentence)
{
    public override string ToString() => $"{Path}:{Line}: {Sentence}";

    /// <summary>Fails with every finding on a line of its own.</summary>
    public static void None(IEnumerable<Finding> findings)
    {
        var lines = findings.Select(finding => finding.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} places break a rule of the house:\n{string.Join('\n', lines)}");
    }
}
