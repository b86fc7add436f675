using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>How much of what, over all of a rehearsal.</summary>
public sealed record RehearsalSummary
{
    public required int Units { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly Until { get; init; }

    /// <summary>Answers that were accepted.</summary>
    public required int Answered { get; init; }

    /// <summary>Lines by kind.</summary>
    public ImmutableSortedDictionary<string, int> Kinds { get; init; } = Nothing;

    /// <summary>Mails by letter, orders by level, escalations by act: “Mail M-10”.</summary>
    public ImmutableSortedDictionary<string, int> Counts { get; init; } = Nothing;

    /// <summary>Lines by month and kind: “2026-05 Mail”.</summary>
    public ImmutableSortedDictionary<string, int> Months { get; init; } = Nothing;

    private static readonly ImmutableSortedDictionary<string, int> Nothing =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The same with these lines counted too.</summary>
    public RehearsalSummary With(IReadOnlyList<RehearsalLine> lines) => this with
    {
        Kinds = Add(Kinds, lines, line => line.Kind.ToString()),
        Counts = Add(Counts, lines, line => $"{line.Kind} {line.What}"),
        Months = Add(Months, lines, line => string.Create(CultureInfo.InvariantCulture,
            $"{line.At.ToOffset(TimeSpan.FromHours(8)):yyyy-MM} {line.Kind}")),
    };

    private static ImmutableSortedDictionary<string, int> Add(
        ImmutableSortedDictionary<string, int> counts, IReadOnlyList<RehearsalLine> lines,
        Func<RehearsalLine, string> name) =>
        counts.SetItems(lines.CountBy(name).Select(one =>
            KeyValuePair.Create(one.Key, counts.GetValueOrDefault(one.Key) + one.Value)));
}
