using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Documents;

/// <summary>机关代字 of one kind of document, as a district's file gives it.</summary>
internal sealed record SignRow(DocumentKind Kind, string Sign)
{
    public static (ImmutableArray<SignRow> Signs, ImmutableArray<Problem> Problems) Read(string file, string text)
    {
        var csv = Csv.Read(file, text, "series", "sign");
        var problems = csv.Problems.ToList();
        var signs = csv.Rows.Select(row => (Row: row, Sign: new SignRow(
            row.OneOf<DocumentKind>("series", problems), row.Required("sign", problems)))).ToList();
        problems.AddRange(OncePerName.Wrong(
            file, Enum.GetValues<DocumentKind>(), [.. signs.Select(one => one.Sign.Kind)]));
        problems.AddRange(signs.Where(one => !ChangeSign.IsAllowed(one.Sign.Sign))
            .Select(one => one.Row.Unreadable("sign", $"应为2至20个字，不含数字、空格和〔〕，实为“{one.Sign.Sign}”")));
        problems.AddRange(signs.GroupBy(one => one.Sign.Sign).SelectMany(same => same.Skip(1))
            .Select(one => one.Row.Unreadable("sign", $"中“{one.Sign.Sign}”出现了两次，会使文号重复")));
        return ([.. signs.Select(one => one.Sign)], [.. problems]);
    }

    /// <summary>A next version where the sign differs from the one that the database began with.</summary>
    public static Task<int> Write(Tx tx, ImmutableArray<SignRow> signs, RuleChange change, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.series_sign (series, version, sign, changed_at, changed_by, reason)
            SELECT given.series, coalesce(last.version, 0) + 1, given.sign, {change.At}, {change.By}, {change.Reason}
            FROM unnest({signs.Select(one => one.Kind.ToString()).ToArray()},
                        {signs.Select(one => one.Sign).ToArray()}) AS given (series, sign)
            LEFT JOIN LATERAL (
                SELECT version, sign FROM supervision.series_sign
                WHERE series = given.series ORDER BY version DESC LIMIT 1) AS last ON true
            WHERE last.sign IS DISTINCT FROM given.sign
            """, stop);
}
