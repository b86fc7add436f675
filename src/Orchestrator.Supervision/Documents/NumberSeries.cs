using System.Globalization;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Documents;

/// <param name="Kind">Each kind of document has a series of its own.</param>
/// <param name="Name">As an official calls the document.</param>
/// <param name="Sign">机关代字 that stands in new numbers.</param>
/// <param name="LastSerial">The last number of the year; 0 where none was taken.</param>
public sealed record SeriesLine(DocumentKind Kind, string Name, string Sign, int LastSerial);

/// <param name="Kind">The series.</param>
/// <param name="Sign">What it became.</param>
/// <param name="At">When.</param>
/// <param name="By">Key of whoever changed it.</param>
/// <param name="Reason">Why.</param>
public sealed record SignChange(DocumentKind Kind, string Sign, DateTimeOffset At, string By, string Reason);

/// <summary>文号: 机关代字〔year〕serial号. The signs are the district's data; every series begins at 1 with the year.</summary>
public static class NumberSeries
{
    public static string NameOf(DocumentKind kind) => kind switch
    {
        DocumentKind.InspectionNotice => "督导通知",
        DocumentKind.SupervisionOpinion => "督导意见书",
        DocumentKind.RectificationNotice => "整改通知书",
        DocumentKind.SupervisoryOrder => "督办单",
        DocumentKind.OrderWithdrawal => "督办单撤回说明",
        DocumentKind.InterviewNotice => "约谈通知书",
        DocumentKind.InterviewRecord => "约谈记录",
        _ => "督导报告",
    };

    /// <summary>All of them, in the order of the kinds.</summary>
    public static async Task<IReadOnlyList<SeriesLine>> List(Tx tx, int year, CancellationToken stop)
    {
        var lines = await tx.Query($"""
            SELECT DISTINCT ON (sign.series) sign.series, sign.sign, coalesce(numbers.last_serial, 0)
            FROM supervision.series_sign AS sign
            LEFT JOIN supervision.number_series AS numbers ON numbers.series = sign.series AND numbers.year = {year}
            ORDER BY sign.series, sign.version DESC
            """, row => (Kind: Enum.Parse<DocumentKind>(row.GetString(0)), Sign: row.GetString(1),
                Last: row.GetInt32(2)), stop);
        return [.. lines.OrderBy(line => line.Kind)
            .Select(line => new SeriesLine(line.Kind, NameOf(line.Kind), line.Sign, line.Last))];
    }

    /// <summary>Newest first.</summary>
    public static Task<IReadOnlyList<SignChange>> History(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT series, sign, changed_at, changed_by, reason
        FROM supervision.series_sign
        ORDER BY changed_at DESC, series, version DESC
        LIMIT 100
        """, row => new SignChange(Enum.Parse<DocumentKind>(row.GetString(0)), row.GetString(1),
            row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetString(4)), stop);

    internal static async Task<string> Print(
        Tx tx, DocumentKind kind, (int Year, int Serial) place, CancellationToken stop)
    {
        var sign = await tx.QueryOne($"""
            SELECT sign FROM supervision.series_sign WHERE series = {kind.ToString()} ORDER BY version DESC LIMIT 1
            """, row => row.GetString(0), stop) ?? throw new InvalidOperationException(
                $"the series {kind} has no sign: supervision.series_sign lacks the row that its migration brought");
        return string.Create(CultureInfo.InvariantCulture, $"{sign}〔{place.Year}〕{place.Serial}号");
    }
}
