using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Storage;

/// <summary>One row with the file and line it came from. A value that cannot be read adds a problem (SU001).</summary>
public sealed record CsvRow(string File, int Line, ImmutableDictionary<string, string> Fields)
{
    /// <summary>The value without surrounding blanks; empty where the cell or the column is.</summary>
    public string Text(string column) => Fields.TryGetValue(column, out var text) ? text.Trim() : "";

    /// <summary>Null where the cell is empty.</summary>
    public string? TextOrNull(string column) => Text(column) is { Length: > 0 } text ? text : null;

    public string Required(string column, ICollection<Problem> problems)
    {
        if (Text(column).Length == 0)
            problems.Add(Unreadable(column, "不能为空"));
        return Text(column);
    }

    public DateOnly Date(string column, ICollection<Problem> problems)
    {
        if (!DateOnly.TryParseExact(
                Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            problems.Add(Unreadable(column, $"应为日期（如2026-03-10），实为“{Text(column)}”"));
        return date;
    }

    public DateOnly? DateOrNull(string column, ICollection<Problem> problems) =>
        Text(column).Length == 0 ? null : Date(column, problems);

    public int Number(string column, ICollection<Problem> problems)
    {
        if (!int.TryParse(Text(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            problems.Add(Unreadable(column, $"应为整数，实为“{Text(column)}”"));
        return number;
    }

    public int? NumberOrNull(string column, ICollection<Problem> problems) =>
        Text(column).Length == 0 ? null : Number(column, problems);

    public decimal? DecimalOrNull(string column, ICollection<Problem> problems)
    {
        if (Text(column).Length == 0)
            return null;
        if (!decimal.TryParse(Text(column), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            problems.Add(Unreadable(column, $"应为数字，实为“{Text(column)}”"));
        return number;
    }

    /// <summary>Y or N.</summary>
    public bool YesNo(string column, ICollection<Problem> problems)
    {
        if (Text(column) is not ("Y" or "N"))
            problems.Add(Unreadable(column, $"应为Y或N，实为“{Text(column)}”"));
        return Text(column) == "Y";
    }

    /// <summary>A member of <typeparamref name="T"/>, written with or without underscores, in any case.</summary>
    public T OneOf<T>(string column, ICollection<Problem> problems)
        where T : struct, Enum
    {
        var name = Text(column).Replace("_", "", StringComparison.Ordinal);
        if (!Enum.TryParse<T>(name, ignoreCase: true, out var value) || !char.IsLetter(name[0]))
            problems.Add(Unreadable(
                column, $"应为{string.Join("、", Enum.GetNames<T>())}之一，实为“{Text(column)}”"));
        return value;
    }

    /// <summary>Values divided by semicolons; none where the cell is empty.</summary>
    public ImmutableArray<string> List(string column) =>
        [.. Text(column).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public Problem Unreadable(string column, string what) =>
        Csv.Unreadable(File, Line, $"列“{column}”{what}。");
}
