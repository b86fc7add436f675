using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>How far a rehearsal is.</summary>
/// <param name="Now">Its clock.</param>
/// <param name="Answered">Answers that were accepted.</param>
public sealed record RehearsalProgress(DateTimeOffset Now, int Answered);

/// <summary>An answer that the rules did not accept.</summary>
public sealed record RefusedAnswer(DateTimeOffset At, AskedTask Task, Problem Problem);

/// <summary>
/// Walks the clock of a played district from one instant at which something happens to the next, and at each lets
/// everybody answer whose time has come, by the real use case.
/// </summary>
public sealed class RehearsalRun(Database db, TrainingWalk walk, FilledAnswers answers, RuleBook rules)
{
    /// <summary>Tries of one task; whoever is refused tries again the next working day.</summary>
    private const int MostTries = 3;

    /// <summary>Tasks that are answered together.</summary>
    private const int Together = 50;

    private sealed record Planned(AskedTask Task, int Turn, int Tries);

    private sealed record Kind(string Form, Guid Subject);

    /// <returns>Answers that were not accepted, in their order; and how many were.</returns>
    public async Task<(int Answered, IReadOnlyList<RefusedAnswer> Refused)> Run(
        RehearsalRequest request, DateTimeOffset until, Func<RehearsalProgress, Task> progress, CancellationToken stop)
    {
        var calendar = await db.InTransaction(async tx =>
            await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop), stop);
        var course = new Course(request, calendar);
        var pace = new WalkPace();
        for (var now = await Asked(course, stop); now < until; now = await Asked(course, stop))
        {
            await progress(new RehearsalProgress(now, course.Answered));
            var due = course.Next is { } next && next < until ? next : until;
            var reached = await walk.Step(due, pace, stop);
            if (reached >= due)
                await Answer(course, (reached, pace), stop);
            if (reached >= until)
                break;
        }

        return (course.Answered, course.Refused);
    }

    /// <summary>What was opened since the last look is planned.</summary>
    /// <returns>The clock.</returns>
    private Task<DateTimeOffset> Asked(Course course, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var now = await BusinessClock.Read(tx, stop);
        foreach (var task in await AskedTask.Open(tx, course.SeenUntil, stop))
            course.Plan(task);
        return now;
    }, stop);

    private async Task Answer(Course course, (DateTimeOffset Now, WalkPace Pace) at, CancellationToken stop)
    {
        var now = at.Now;
        foreach (var set in course.Due(now).Chunk(Together))
        {
            var given = await answers.Run([.. set.Select(one => (one.Task, course.Wish(one)))], stop);
            foreach (var (one, answered) in set.Zip(given))
                course.Take(one, answered.Problems.FirstOrDefault(), now);
        }

        await walk.Step(now, at.Pace, stop);
    }

    /// <summary>Who will answer when, and who has.</summary>
    private sealed class Course(RehearsalRequest request, WorkCalendar calendar)
    {
        private readonly PriorityQueue<Planned, (DateTimeOffset, DateTimeOffset, int)> planned = new();
        private readonly HashSet<Guid> known = [];
        private readonly Dictionary<Kind, int> turns = [];
        private readonly List<RefusedAnswer> refused = [];

        public int Answered { get; private set; }

        public IReadOnlyList<RefusedAnswer> Refused => refused;

        /// <summary>Tasks opened before were seen.</summary>
        public DateTimeOffset SeenUntil { get; private set; } = DateTimeOffset.UnixEpoch;

        public DateTimeOffset? Next => planned.TryPeek(out _, out var at) ? at.Item1 : null;

        public void Plan(AskedTask task)
        {
            SeenUntil = task.OpenedAt > SeenUntil ? task.OpenedAt : SeenUntil;
            if (!known.Add(task.Id))
                return;
            var kind = new Kind(task.Form, task.Subject);
            var turn = turns.GetValueOrDefault(kind);
            turns[kind] = turn + 1;
            if (AnswerTimes.Of(request, task, turn, calendar) is { } at)
                Enqueue(new Planned(task, turn, 0), at);
        }

        public IEnumerable<Planned> Due(DateTimeOffset now)
        {
            while (planned.TryPeek(out var one, out var at) && at.Item1 <= now)
            {
                planned.Dequeue();
                yield return one;
            }
        }

        public AnswerWish Wish(Planned one) => new()
        {
            // Whoever is refused takes the first button the next time.
            Choose = form => one.Tries > 0 ? null : AnswerTimes.Outcome(request, one.Task, one.Turn, form),
            Rows = request.Findings,
            Given = request.Answers.GetValueOrDefault(one.Task.Form, ImmutableDictionary<string, string>.Empty),
        };

        public void Take(Planned one, Problem? problem, DateTimeOffset now)
        {
            if (problem is null)
            {
                Answered++;
                return;
            }

            // It ended by itself before its answer came: nobody was refused.
            if (problem.Code is "SU063" or "SU064")
                return;
            refused.Add(new RefusedAnswer(now, one.Task, problem));
            if (one.Tries + 1 < MostTries)
                Enqueue(one with { Tries = one.Tries + 1 }, AnswerTimes.Again(now, calendar));
        }

        private void Enqueue(Planned one, DateTimeOffset at) =>
            planned.Enqueue(one, (at, one.Task.OpenedAt, known.Count));
    }
}
