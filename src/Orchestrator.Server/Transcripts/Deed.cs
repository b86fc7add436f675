using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.Server.Transcripts;

/// <summary>A line of a person: when, what, and with what.</summary>
/// <param name="Where">File and line.</param>
/// <param name="At">Local time.</param>
/// <param name="Verb">One of <see cref="Verbs"/>.</param>
/// <param name="Words">What follows it.</param>
public sealed partial record Deed(string Where, DateTimeOffset At, string Verb, ImmutableArray<string> Words)
{
    public const string Begin = "起点", Start = "发起", Answer = "办理", Refuse = "拒收", Pass = "推进";

    public static readonly ImmutableArray<string> Verbs = [Begin, Start, Answer, Refuse, Pass];

    /// <summary>The line as it was written.</summary>
    public required string Text { get; init; }

    /// <summary>Words without a meaning of their own: a name, a form, an outcome, the parts of a unit.</summary>
    public ImmutableArray<string> Names =>
        [.. Words.Where(word => !Pair().IsMatch(word) && !Count().IsMatch(word) && !Item().IsMatch(word)
            && !word.StartsWith('@'))];

    /// <summary><c>name=value</c>; of the same name twice the first.</summary>
    public ImmutableDictionary<string, string> Given => Words.Select(word => Pair().Match(word))
        .Where(match => match.Success).DistinctBy(match => match.Groups["name"].Value)
        .ToImmutableDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);

    /// <summary>“2件”: rows of a list.</summary>
    public int? Rows => NumberIn(Count());

    /// <summary>“问题2”: the number of the item.</summary>
    public int? ItemNumber => NumberIn(Item());

    /// <summary>“@S021”: the unit.</summary>
    public string? Unit => Words.FirstOrDefault(word => word.StartsWith('@'))?[1..];

    /// <summary>What its verb cannot do without; null where nothing is missing.</summary>
    public string? Lacks => (Verb, Names.Length) switch
    {
        (Begin, not 1) => "“起点”后面期望一个起点的名称（_shared/tests/名称.start），实际不是。请改正。",
        (Answer, 0 or > 2) => "“办理”后面期望表单和办理结果（如order-receipt Received），实际不是。请改正。",
        (Refuse, 0) => "“拒收”后面期望联络员、负责人、主管部门中的一个或者几个，实际没有。请改正。",
        _ => null,
    };

    private int? NumberIn(Regex pattern) => Words.Select(word => pattern.Match(word)).FirstOrDefault(one => one.Success)
        is { } match ? int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^(?<name>[a-zA-Z][a-zA-Z0-9.]*)=(?<value>.*)$")]
    private static partial Regex Pair();

    [GeneratedRegex("^(?<n>[0-9]{1,2})件$")]
    private static partial Regex Count();

    [GeneratedRegex("^问题(?<n>[0-9]{1,4})$")]
    private static partial Regex Item();
}
