using System.Globalization;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>How instants, dates and sizes stand on a page.</summary>
public static class Shown
{
    /// <summary>An instant as the district's wall clock has it.</summary>
    public static string At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, ShanghaiTime.Zone)
        .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Between(DateTimeOffset first, DateTimeOffset last) =>
        At(first) == At(last) ? At(first) : $"{At(first)} 至 {At(last)}";

    public static string On(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Weekday(DateOnly date) => "周" + "日一二三四五六"[(int)date.DayOfWeek];

    /// <summary>A share of 1 in percent; a dash where there is nothing to share.</summary>
    public static string Percent(decimal? share) =>
        share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.#}%") : "—";

    /// <summary>A mean number of days; a dash where there is nothing to mean.</summary>
    public static string Days(decimal? days) =>
        days is { } known ? known.ToString("0.#", CultureInfo.InvariantCulture) : "—";

    /// <summary>Problems put right in time of those decided, with their share.</summary>
    public static string OnTime(OnTimeCount count) => count.Rate is null
        ? "—"
        : $"{count.OnTime} / {count.OnTime + count.Late}（{Percent(count.Rate)}）";

    /// <summary>What a seal of the journal covers.</summary>
    public static string Sealed(JournalSeal seal) =>
        $"截至{On(ShanghaiTime.DateOf(seal.Until).AddDays(-1))} 24:00（服务器时间）全部{seal.Records}条记录的指纹";

    /// <summary>How far a date is from today.</summary>
    public static string Distance(DateOnly date, DateOnly today) => (date.DayNumber - today.DayNumber) switch
    {
        0 => "今天到期",
        1 => "明天到期",
        > 1 and var days => $"还有{days}天",
        var days => $"已逾期{-days}天",
    };

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{bytes / 1024} KB",
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024m / 1024m:0.0} MB"),
    };
}

/// <summary>A due date on a page, with its derivation.</summary>
/// <param name="On">Null where there is none.</param>
/// <param name="Explanation">The derivation.</param>
/// <param name="Today">The local date.</param>
public sealed record Due(DateOnly? On, string? Explanation, DateOnly Today)
{
    /// <summary>True once nothing more is expected: the date is history, not a warning.</summary>
    public bool IsOver { get; init; }

    /// <summary>（还有3天）, while it still matters.</summary>
    public string Left => IsOver || On is not { } on ? "" : $"（{Shown.Distance(on, Today)}）";

    public string Style => (IsOver, On) switch
    {
        (true, _) or (_, null) => "due",
        (_, { } on) when on < Today => "due late",
        (_, { } on) when on.DayNumber - Today.DayNumber <= 3 => "due near",
        _ => "due",
    };
}
