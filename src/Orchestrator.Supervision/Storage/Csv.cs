using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Storage;

/// <summary>Rows that could be read, and everything a person must change in the file before the rest can be.</summary>
public sealed record CsvReading(ImmutableArray<CsvRow> Rows, ImmutableArray<Problem> Problems);

/// <summary>A comma-separated file after RFC 4180: UTF-8, a header row, quotes doubled inside quotes.</summary>
public static class Csv
{
    /// <summary>Larger files are refused: the largest the office keeps has some hundred rows.</summary>
    public const int MaxRows = 100_000;

    /// <param name="file">The name that problems show.</param>
    /// <param name="text">The whole file.</param>
    /// <param name="columns">Columns that must be there; others are kept and may be asked for.</param>
    public static CsvReading Read(string file, string text, params ReadOnlySpan<string> columns)
    {
        var records = Records(text).Take(MaxRows + 2).ToList();
        if (records.Count > MaxRows + 1)
            return Refused(file, 1, $"文件超过{MaxRows}行；请拆分后再导入。");
        if (records is not [var header, .. var body])
            return Refused(file, 1, "文件是空的；第一行应为列名。");
        foreach (var column in columns)
        {
            if (!header.Fields.Contains(column))
                return Refused(file, 1, $"缺少列“{column}”；现有列：{string.Join('、', header.Fields)}。");
        }

        var rows = ImmutableArray.CreateBuilder<CsvRow>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var record in body)
        {
            if (record.Fields.Count == header.Fields.Count)
                rows.Add(new CsvRow(file, record.Line, header.Fields.Zip(record.Fields).ToImmutableDictionary(
                    pair => pair.First, pair => pair.Second)));
            else
                problems.Add(Unreadable(file, record.Line,
                    $"应有{header.Fields.Count}列，实有{record.Fields.Count}列；请检查逗号与引号。"));
        }

        return new CsvReading(rows.ToImmutable(), problems.ToImmutable());
    }

    internal static Problem Unreadable(string file, int line, string message) =>
        new("SU001", string.Create(CultureInfo.InvariantCulture, $"{file}:{line}"), message);

    private static CsvReading Refused(string file, int line, string message) =>
        new([], [Unreadable(file, line, message)]);

    private static IEnumerable<(int Line, List<string> Fields)> Records(string text)
    {
        var field = new StringBuilder();
        var fields = new List<string>();
        var (line, startedOn, quoted, previous) = (1, 1, false, '\0');
        foreach (var c in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd('\n') + "\n")
        {
            if (c == '\n')
                line++;
            // A doubled quote closes and opens again; the opening one writes the quote.
            var reopens = c == '"' && !quoted && previous == '"';
            quoted ^= c == '"';
            previous = c;
            if (reopens || (c != '"' && (quoted || c is not (',' or '\n'))))
                field.Append(c);
            if (c == '"' || quoted || c is not (',' or '\n'))
                continue;

            fields.Add(field.ToString());
            field.Clear();
            if (c != '\n')
                continue;
            yield return (startedOn, fields);
            (fields, startedOn) = ([], line);
        }
    }
}
