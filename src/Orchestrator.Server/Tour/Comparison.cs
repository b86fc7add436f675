using System.Globalization;

namespace Orchestrator.Server.Tour;

/// <summary>Prints each step with its date and derivation, and counts what differs from what must be.</summary>
internal sealed class Comparison(TextWriter to)
{
    public int Steps { get; private set; }
    public int Differences { get; private set; }

    public void Chapter(string title) => to.WriteLine($"\n{title}");

    /// <summary>Something that is told and not compared.</summary>
    public void Tell(string sentence) => to.WriteLine($"  　          {sentence}");

    /// <param name="step">What happens or falls due on the day.</param>
    /// <param name="expected">yyyy-MM-dd, of the worked example or computed from it by hand.</param>
    /// <param name="found">What the server says.</param>
    /// <param name="derivation">As the server explains the date.</param>
    public void Day(string step, string expected, string? found, string? derivation = null) =>
        Judge(found == expected, $"{found ?? "（无日期）"}  {step}{(derivation is null ? "" : $"　〔{derivation}〕")}",
            $"{expected}");

    public void Same(string what, string expected, string? found) =>
        Judge(found == expected, $"　          {what}：{found ?? "（无）"}", expected);

    public void Same(string what, IEnumerable<string> expected, IEnumerable<string> found) => Same(
        what, string.Join('、', expected.Order(StringComparer.Ordinal)),
        string.Join('、', found.Order(StringComparer.Ordinal)));

    public int Conclude()
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n比对{Steps}处，不符{Differences}处。"));
        return Differences == 0 ? 0 : 1;
    }

    private void Judge(bool holds, string line, string expected)
    {
        Steps++;
        Differences += holds ? 0 : 1;
        to.WriteLine(holds ? $"✓ {line}" : $"✗ {line}\n    应为：{expected}");
    }
}
