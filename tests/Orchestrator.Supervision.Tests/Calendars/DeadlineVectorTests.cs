using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class DeadlineVectorTests
{
    public static TheoryData<string> Vectors =>
        [.. Rows().Select(row => row.Text("vector_id"))];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_date_of_a_vector_is_as_the_office_counted_it(string id)
    {
        var vector = Rows().Single(row => row.Text("vector_id") == id);
        var rule = new DeadlineRule
        {
            Count = vector.OneOf<DayCountKind>("rule", []),
            Days = vector.Number("days", []),
        };
        var received = vector.Date("received_on", []);
        Assert.Null(rule.Check(received));

        var dates = DeadlineDates.Of(rule.From(received, Sample.Calendar), Sample.Standard, Sample.Calendar);

        Assert.Equal(vector.Text("due_on"), Written(dates.Deadline.DueOn));
        Assert.Equal(vector.Text("due_weekday"), Weekday(dates.Deadline.DueOn));
        Assert.Equal(vector.Text("remind_minus_7wd"), Reminder(dates, 7));
        Assert.Equal(vector.Text("remind_minus_3wd"), Reminder(dates, 3));
        Assert.Equal(vector.Text("remind_minus_1wd"), Reminder(dates, 1));
        Assert.Equal(vector.Text("overdue_plus_1wd"), Written(dates.OverdueOn));
        Assert.Equal(vector.Text("escalate_plus_3wd"), Written(dates.OrderOn));
        Assert.Equal(vector.YesNo("uses_provisional_calendar", []), dates.Deadline.IsProvisional);
    }

    private static ImmutableArray<CsvRow> Rows()
    {
        var reading = Csv.Read("deadline-test-vectors.csv", Sample.Text("Calendars/deadline-test-vectors.csv"), "rule");
        Assert.Empty(reading.Problems);
        Assert.Equal(18, reading.Rows.Length);
        return reading.Rows;
    }

    private static string Reminder(DeadlineDates dates, int before) =>
        dates.Reminders.Where(reminder => reminder.WorkingDaysBefore == before).Select(reminder => Written(reminder.On))
            .SingleOrDefault("");

    private static string Weekday(DateOnly date) => "周" + "日一二三四五六"[(int)date.DayOfWeek];

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
