using System.Globalization;

namespace Orchestrator.Server.Tour;

/// <summary>
/// Prints each step with its date and derivation, and counts what differs from what must be. Every line begins with the
/// day on the clock; a line about a date says that date next.
/// </summary>
internal sealed class Comparison(TextWriter to, District district)
{
    public int Steps { get; private set; }
    public int Differences { get; private set; }

    public void Chapter(string title)
    {
        to.WriteLine();
        Line($"── {title}");
    }

    /// <summary>Something that is told and not compared.</summary>
    public void Tell(string sentence) => Line($"　 {sentence}");

    /// <param name="step">What happens or falls due on the day.</param>
    /// <param name="expected">yyyy-MM-dd, of the worked example or computed from it by hand.</param>
    /// <param name="found">What the server says.</param>
    /// <param name="derivation">As the server explains the date.</param>
    public void Day(string step, string expected, string? found, string? derivation = null) =>
        Judge(found == expected, $"{found ?? "（无日期）"}  {step}{(derivation is null ? "" : $"　〔{derivation}〕")}",
            expected);

    public void Same(string what, string expected, string? found) =>
        Judge(found == expected, $"{what}：{found ?? "（无）"}", expected);

    public void Same(string what, IEnumerable<string> expected, IEnumerable<string> found) =>
        Same(what, Listed(expected), Listed(found));

    public int Conclude()
    {
        to.WriteLine();
        Line(string.Create(CultureInfo.InvariantCulture, $"比对{Steps}处，不符{Differences}处。"));
        return Differences == 0 ? 0 : 1;
    }

    private void Judge(bool holds, string line, string expected)
    {
        Steps++;
        Differences += holds ? 0 : 1;
        Line(holds ? $"✓ {line}" : $"✗ {line}　应为：{expected}");
    }

    private void Line(string text) => to.WriteLine($"{district.Today} {text}");

    private static string Listed(IEnumerable<string> all) =>
        all.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } some ? string.Join('、', some) : "无";
}
