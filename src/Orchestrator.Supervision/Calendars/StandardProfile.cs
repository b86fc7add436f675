using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Calendars;

/// <summary>The profile <c>standard</c> as it is shipped: what a new database begins with.</summary>
public static class StandardProfile
{
    /// <summary>Version 1, from the table beside this file.</summary>
    public static readonly DeadlineProfile Shipped = Read();

    /// <summary>The rows of a table, or everything wrong with them (SU001).</summary>
    public static (ImmutableArray<TimerRule> Rules, ImmutableArray<Problem> Problems) Read(string file, string text)
    {
        var csv = Csv.Read(
            file, text, "timer_id", "name", "class", "basis", "values", "unit", "range_from", "range_to");
        var problems = csv.Problems.ToList();
        var rules = csv.Rows.Select(row => Rule(row, problems)).ToImmutableArray();
        return (problems.Count == 0 ? rules : [], [.. problems]);
    }

    private static DeadlineProfile Read()
    {
        var (rules, problems) = Read("standard-profile.csv", Embedded.Text("Calendars/standard-profile.csv"));
        return problems is [var first, ..]
            ? throw new InvalidOperationException($"{first.Where}: {first.Message}")
            : new DeadlineProfile(
                new ProfileVersion(DeadlineProfile.StandardName, 1), rules.ToImmutableDictionary(rule => rule.Id));
    }

    private static TimerRule Rule(CsvRow row, List<Problem> problems) => new()
    {
        Id = new TimerId(row.Required("timer_id", problems)),
        Name = row.Required("name", problems),
        Class = row.OneOf<RuleClass>("class", problems),
        Basis = row.Text("basis"),
        Values = Values(row, problems),
        Unit = row.OneOf<TimerUnit>("unit", problems),
        RangeFrom = row.NumberOrNull("range_from", problems),
        RangeTo = row.NumberOrNull("range_to", problems),
    };

    private static ImmutableArray<int> Values(CsvRow row, List<Problem> problems)
    {
        var values = ImmutableArray.CreateBuilder<int>();
        foreach (var text in row.List("values"))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                values.Add(value);
            else
                problems.Add(row.Unreadable("values", $"应为整数，实为“{text}”"));
        }

        return values.ToImmutable();
    }
}
