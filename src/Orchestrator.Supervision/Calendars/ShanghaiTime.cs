namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// Local dates of Asia/Shanghai and the instants (UTC) they stand for. Summer time of 1986 to 1991 is the time zone
/// database's business.
/// </summary>
public static class ShanghaiTime
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Reminders and all ladder steps act at this time of their date.</summary>
    public static readonly TimeOnly StepTime = new(9, 0);

    /// <summary>Nothing is sent before this time or from <see cref="QuietFrom"/> on.</summary>
    public static readonly TimeOnly QuietUntil = new(8, 0);
    public static readonly TimeOnly QuietFrom = new(18, 0);

    /// <summary>The local date of an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>09:00 of a local date, UTC.</summary>
    public static DateTimeOffset StepMoment(DateOnly date) => Moment(date, StepTime);

    /// <summary>24:00 of a local date, UTC: the moment from which a due date is over .</summary>
    public static DateTimeOffset EndOf(DateOnly date) => Moment(date.AddDays(1), TimeOnly.MinValue);

    /// <summary>True where no mail may leave unless it is an emergency or answers a person's own act.</summary>
    public static bool IsQuiet(DateTimeOffset instant, WorkCalendar calendar)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        return time < QuietUntil || time >= QuietFrom || !calendar.IsWorkday(DateOnly.FromDateTime(local));
    }

    /// <summary>The instant itself, or the end of the quiet hours that it falls into. UTC.</summary>
    public static DateTimeOffset AfterQuietHours(DateTimeOffset instant, WorkCalendar calendar)
    {
        if (!IsQuiet(instant, calendar))
            return instant.ToUniversalTime();
        var local = TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
        var date = DateOnly.FromDateTime(local);
        var first = TimeOnly.FromDateTime(local) < QuietUntil ? date : date.AddDays(1);
        return Moment(calendar.RollForward(first), QuietUntil);
    }

    /// <summary>
    /// A wall-clock moment of a local date, UTC. A moment that a clock change leaves out is the first after it.
    /// </summary>
    public static DateTimeOffset Moment(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
