using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tests.Rehearsals;

public sealed class AnswerTimesTests
{
    /// <summary>Every day from Monday to Friday is a working day.</summary>
    private static readonly WorkCalendar Plain = new(new CalendarVersion(1), []);

    private static readonly AskedTask Task = new()
    {
        Id = Guid.CreateVersion7(),
        Definition = new DefinitionVersion(new DefinitionId("unit-inspection"), 1),
        Form = "self-evaluation",
        Subject = Guid.CreateVersion7(),
        Unit = "S021",
        OpenedAt = At(4, 6, 9),
        DueOn = new DateOnly(2026, 4, 20),
        IsOfUnit = true,
        Actor = new Actor.Clock(),
    };

    [Theory]
    [InlineData(RehearsalProfile.OnTime, 4, 13, 10)]
    [InlineData(RehearsalProfile.LastDay, 4, 20, 16)]
    public void Who_answers_does_so_at_half_of_the_time_or_at_its_end(
        RehearsalProfile profile, int month, int day, int hour) =>
        Assert.Equal(At(month, day, hour), Of(profile, Task));

    [Fact]
    public void Where_nobody_answers_units_do_not_and_the_office_does()
    {
        Assert.Null(Of(RehearsalProfile.Nobody, Task));
        Assert.NotNull(Of(RehearsalProfile.Nobody, Task with { IsOfUnit = false }));
    }

    [Fact]
    public void A_task_without_a_due_date_is_answered_on_the_next_working_day() =>
        Assert.Equal(At(4, 13, 10), Of(RehearsalProfile.OnTime, Task with { DueOn = null, OpenedAt = At(4, 10, 9) }));

    [Fact]
    public void A_visit_is_not_recorded_before_it_is_over() => Assert.Equal(
        At(4, 17, 16), Of(RehearsalProfile.OnTime, Task with { VisitEndsOn = new DateOnly(2026, 4, 17) }));

    [Fact]
    public void Chance_is_the_same_for_the_same_seed_whatever_the_ids_are_and_another_for_another()
    {
        var tasks = Enumerable.Range(1, 200).Select(one => Task with { Unit = $"S{one:000}" }).ToList();
        var first = tasks.Select(task => Drawn(7, task)).ToList();

        Assert.Equal(first, tasks.Select(task => Drawn(7, task with { Id = Guid.CreateVersion7() })));
        Assert.NotEqual(first, tasks.Select(task => Drawn(8, task)));
        Assert.InRange(first.Count(at => at is null), 1, 60);
        Assert.InRange(first.Count(at => at > At(4, 21, 0)), 1, 90);
        Assert.All(first, at => Assert.True(at is null || at > Task.OpenedAt));
    }

    private static DateTimeOffset? Of(RehearsalProfile profile, AskedTask task) =>
        AnswerTimes.Of(new RehearsalRequest { Units = ["S021"], Profile = profile }, task, 0, Plain);

    private static DateTimeOffset? Drawn(long seed, AskedTask task) => AnswerTimes.Of(
        new RehearsalRequest { Units = ["S021"], Profile = RehearsalProfile.Random, Seed = seed }, task, 0, Plain);

    private static DateTimeOffset At(int month, int day, int hour) =>
        new(2026, month, day, hour, 0, 0, TimeSpan.FromHours(8));
}
