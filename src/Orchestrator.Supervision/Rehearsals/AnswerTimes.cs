using System.Globalization;
using System.Text;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>When the people of a rehearsal answer, and with which button. Pure: chance comes from the seed.</summary>
public static class AnswerTimes
{
    private static readonly TimeOnly Morning = new(10, 0), Afternoon = new(16, 0);
    private static readonly WorkingDays Next = new(1);

    /// <summary>Of a hundred tasks: answered in time, and answered at all.</summary>
    private const int InTime = 70, Answered = 90;

    /// <summary>The most working days that a late answer is late.</summary>
    private const int MostLate = 10;

    /// <summary>Of a hundred answers those with the first button.</summary>
    private const int FirstButton = 75;

    /// <summary>Null: never.</summary>
    /// <param name="request">Profile and seed.</param>
    /// <param name="task">The task.</param>
    /// <param name="turn">How many tasks of the same kind about the same object there were before it.</param>
    /// <param name="calendar">Of working days.</param>
    public static DateTimeOffset? Of(RehearsalRequest request, AskedTask task, int turn, WorkCalendar calendar)
    {
        var opened = ShanghaiTime.DateOf(task.OpenedAt);
        var due = task.DueOn is { } given && given > opened ? given : calendar.Add(opened, Next);
        var planned = request.Profile switch
        {
            RehearsalProfile.Nobody when task.IsOfUnit => ((DateOnly, TimeOnly)?)null,
            RehearsalProfile.LastDay => (due, Afternoon),
            RehearsalProfile.Random => Drawn(task, (opened, due), Chance(request.Seed, task, turn), calendar),
            _ when task.DueOn is null => (due, Morning),
            _ => (Workday(opened, opened.AddDays((due.DayNumber - opened.DayNumber + 1) / 2), calendar), Morning),
        };
        return planned is var (day, time) ? NotBefore(task, ShanghaiTime.Moment(day, time)) : null;
    }

    /// <summary>The button; null: the first.</summary>
    public static string? Outcome(RehearsalRequest request, AskedTask task, int turn, FormDefinition form)
    {
        var draw = Chance(request.Seed, task, turn) >> 32;
        return request.Profile != RehearsalProfile.Random || form.Outcomes.Length == 1 || draw % 100 < FirstButton
            ? null
            : form.Outcomes[1 + (int)(draw / 100 % (ulong)(form.Outcomes.Length - 1))].Name;
    }

    /// <summary>The next working day after a refusal.</summary>
    public static DateTimeOffset Again(DateTimeOffset now, WorkCalendar calendar) =>
        ShanghaiTime.Moment(calendar.Add(ShanghaiTime.DateOf(now), Next), Morning);

    private static (DateOnly, TimeOnly)? Drawn(
        AskedTask task, (DateOnly Opened, DateOnly Due) window, ulong chance, WorkCalendar calendar)
    {
        var time = (chance >> 8) % 2 == 0 ? Morning : Afternoon;
        var days = (chance >> 16) % 4096;
        return (chance % 100) switch
        {
            < InTime => (Workday(window.Opened,
                window.Opened.AddDays((int)(days % (ulong)(window.Due.DayNumber - window.Opened.DayNumber + 1))),
                calendar), time),
            >= Answered when task.IsOfUnit => null,
            _ => (calendar.Add(window.Due, new WorkingDays(1 + (int)(days % MostLate))), time),
        };
    }

    /// <summary>Nobody works on a day off: the working day before it, or the first one there is.</summary>
    private static DateOnly Workday(DateOnly opened, DateOnly day, WorkCalendar calendar)
    {
        while (day > opened && !calendar.IsWorkday(day))
            day = day.AddDays(-1);
        return calendar.RollForward(day);
    }

    /// <summary>Not before it was asked, and a visit is recorded when it is over.</summary>
    private static DateTimeOffset NotBefore(AskedTask task, DateTimeOffset at)
    {
        var earliest = task.OpenedAt.AddMinutes(30);
        if (task.VisitEndsOn is { } end && ShanghaiTime.Moment(end, Afternoon) > earliest)
            earliest = ShanghaiTime.Moment(end, Afternoon);
        return at > earliest ? at : earliest;
    }

    /// <summary>By what the task is, never by its id: the next rehearsal draws the same.</summary>
    private static ulong Chance(long seed, AskedTask task, int turn)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{seed}/{task.Unit}/{task.Definition.Definition}/{task.Form}/{task.Item}/{turn}");
        var hash = Encoding.UTF8.GetBytes(text).Aggregate(
            14_695_981_039_346_656_037UL, (sum, one) => unchecked((sum ^ one) * 1_099_511_628_211UL));

        // The low bits of such a sum follow its last letter; stirred, every bit follows all of them.
        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EBUL);
        return hash ^ (hash >> 31);
    }
}
