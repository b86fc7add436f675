using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Orchestrator.Server.Portal;

/// <summary>
/// A list as a file for Excel and WPS. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
/// </summary>
public static class CsvTable
{
    private const string FormulaBegins = "=+-@＝＋－＠\t\r\n|%";

    /// <param name="name">The file's name, without ending.</param>
    /// <param name="heads">Chinese column heads.</param>
    /// <param name="rows">A null cell is empty.</param>
    public static FileContentResult Of(
        string name, IEnumerable<string> heads, IEnumerable<IEnumerable<string?>> rows)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var row in rows.Prepend(heads))
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return new FileContentResult(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8")
        { FileDownloadName = name + ".csv" };
    }

    public static string Cell(string? value)
    {
        var text = value ?? "";
        var first = text.TrimStart(' ', '\u3000');
        var safe = first.Length > 0 && FormulaBegins.Contains(first[0]) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"")}\"";
    }
}
