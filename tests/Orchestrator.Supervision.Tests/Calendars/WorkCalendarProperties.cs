using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Tests.Calendars;

/// <summary>What holds on every day from 1970 to 2100, with or without a table of the year.</summary>
[Properties(Arbitrary = [typeof(WorkCalendarProperties)], MaxTest = 500)]
public sealed class WorkCalendarProperties
{
    private static readonly DateOnly First = new(1970, 1, 1);

    public readonly record struct Days(int Count);

    public static Arbitrary<DateOnly> AnyDate() =>
        Gen.Choose(0, new DateOnly(2100, 12, 31).DayNumber - First.DayNumber).Select(First.AddDays).ToArbitrary();

    public static Arbitrary<Days> AnyDays() => Gen.Choose(0, 400).Select(count => new Days(count)).ToArbitrary();

    [Property]
    public bool A_due_date_is_always_a_working_day(DateOnly from, Days days) =>
        Sample.Calendar.IsWorkday(DeadlineRule.Of(new CalendarDays(days.Count)).From(from, Sample.Calendar).DueOn)
        && Sample.Calendar.IsWorkday(DeadlineRule.Of(new WorkingDays(days.Count)).From(from, Sample.Calendar).DueOn);

    // The plain reference: a person with a calendar on the wall who puts a finger on one day after the other.
    [Property]
    public bool Calendar_days_are_what_a_finger_on_the_wall_calendar_counts(DateOnly from, Days days)
    {
        var finger = from;
        for (var counted = 0; counted < days.Count; counted++)
            finger = finger.AddDays(1);
        while (Rests(finger))
            finger = finger.AddDays(1);
        return DeadlineRule.Of(new CalendarDays(days.Count)).From(from, Sample.Calendar).DueOn == finger;
    }

    [Property]
    public bool Working_days_are_what_a_finger_on_the_wall_calendar_counts(DateOnly from, Days days)
    {
        var finger = from;
        for (var counted = 0; counted < days.Count;)
        {
            finger = finger.AddDays(1);
            counted += Rests(finger) ? 0 : 1;
        }

        while (Rests(finger))
            finger = finger.AddDays(1);
        return DeadlineRule.Of(new WorkingDays(days.Count)).From(from, Sample.Calendar).DueOn == finger;
    }

    private static readonly ILookup<DateOnly, string> Printed = new[] { 2026, 2027 }
        .SelectMany(year => Embedded.Text($"SampleDistrict/calendar-{year}.csv").Split('\n').Skip(1))
        .Where(line => line.Contains(','))
        .ToLookup(line => DateOnly.ParseExact(
            line[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture), line => line.Split(',')[4]);

    private static bool Rests(DateOnly day) => Printed[day].SingleOrDefault() is { } worked
        ? worked == "N"
        : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    [Property]
    public bool A_roll_passes_over_rest_days_only(DateOnly from, Days days)
    {
        var last = from.AddDays(days.Count);
        var due = DeadlineRule.Of(new CalendarDays(days.Count)).From(from, Sample.Calendar).DueOn;
        return due >= last && Enumerable.Range(0, due.DayNumber - last.DayNumber)
            .All(offset => !Sample.Calendar.IsWorkday(last.AddDays(offset)));
    }

    [Property]
    public bool More_working_days_are_never_earlier(DateOnly from, Days days) =>
        Sample.Calendar.Add(from, new WorkingDays(days.Count + 1)) > Sample.Calendar.Add(
            from, new WorkingDays(days.Count));

    [Property]
    public bool A_later_start_is_never_due_earlier(DateOnly from, Days days) =>
        Sample.Calendar.Add(from.AddDays(1), new WorkingDays(days.Count))
        >= Sample.Calendar.Add(from, new WorkingDays(days.Count));

    [Property]
    public bool Between_undoes_Add_forwards_and_backwards(DateOnly from, Days days) =>
        Sample.Calendar.Between(from, Sample.Calendar.Add(from, new WorkingDays(days.Count))).Count == days.Count
        && Sample.Calendar.Between(from, Sample.Calendar.Add(from, new WorkingDays(-days.Count))).Count == -days.Count;

    [Property]
    public bool Going_back_from_a_working_day_returns_to_it(DateOnly from, Days days)
    {
        var worked = Sample.Calendar.RollForward(from);
        return Sample.Calendar.Add(
            Sample.Calendar.Add(worked, new WorkingDays(-days.Count)), new WorkingDays(days.Count)) == worked;
    }

    [Property]
    public bool A_reminder_lies_after_the_receipt_and_not_after_the_due_date(DateOnly from, Days days)
    {
        var deadline = DeadlineRule.Of(new CalendarDays(days.Count)).From(from, Sample.Calendar);
        return DeadlineDates.Of(deadline, Sample.Standard, Sample.Calendar).Reminders
            .All(reminder => reminder.On > from && reminder.On <= deadline.DueOn);
    }

    [Property]
    public bool Nine_o_clock_is_nine_o_clock_on_the_wall_of_every_day(DateOnly date)
    {
        var moment = ShanghaiTime.StepMoment(date);
        var wall = TimeZoneInfo.ConvertTime(moment, ShanghaiTime.Zone);
        return moment.Offset == TimeSpan.Zero
            && wall.TimeOfDay == TimeSpan.FromHours(9) && ShanghaiTime.DateOf(moment) == date;
    }

    [Property]
    public bool A_day_ends_where_the_next_begins(DateOnly date) =>
        ShanghaiTime.DateOf(ShanghaiTime.EndOf(date)) == date.AddDays(1)
        && ShanghaiTime.DateOf(ShanghaiTime.EndOf(date).AddTicks(-1)) == date;

    [Property]
    public bool Quiet_hours_end_on_a_working_day_at_eight(DateOnly date, Days minutes)
    {
        var asked = ShanghaiTime.Moment(date, TimeOnly.MinValue.AddMinutes(minutes.Count * 3.5));
        var allowed = ShanghaiTime.AfterQuietHours(asked, Sample.Calendar);
        return allowed >= asked && !ShanghaiTime.IsQuiet(allowed, Sample.Calendar)
            && (allowed == asked || TimeZoneInfo.ConvertTime(allowed, ShanghaiTime.Zone).Hour == 8);
    }
}
