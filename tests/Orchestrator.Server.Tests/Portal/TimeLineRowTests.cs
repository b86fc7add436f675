using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Tests.Portal;

public sealed class TimeLineRowTests
{
    [Fact]
    public void Reminders_in_a_row_are_one_row_and_what_lies_between_them_parts_them()
    {
        var rows = TimeLineRow.Of(
        [
            Entry(18, "step", "Remind"), Entry(18, "step", "Remind"), Entry(22, "step", "Remind"),
            Entry(25, "answer", "整改报告"),
            Entry(26, "step", "Remind"),
            Entry(28, "step", "NotifyOverdue"), Entry(28, "step", "NotifyOverdue"),
        ]);

        Assert.Equal([3, 1, 1, 2], rows.Select(row => row.Entries.Count));
        Assert.Equal((18, 22), (rows[0].First.At.Day, rows[0].Last.At.Day));
        Assert.Equal([true, false, false, true], rows.Select(row => row.IsFolded));
    }

    [Fact]
    public void Two_moves_of_one_name_stay_two_rows() => Assert.Equal(2,
        TimeLineRow.Of([Entry(1, "move", "FileReport"), Entry(2, "move", "FileReport")]).Count);

    private static CaseEntry Entry(int day, string what, string act) => new()
    {
        At = new DateTimeOffset(2026, 5, day, 1, 0, 0, TimeSpan.Zero),
        What = what,
        Act = act,
        SubjectKind = "Obligation",
        By = "系统",
    };
}
