using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Turns;
using Orchestrator.Server.Tests.Crashes;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>
/// An answer and its lapse at the same 24:00: whoever holds the process first decides, and nothing is lost.
/// </summary>
public sealed class LapseRaceTests
{
    private const string Unit = "S021";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_comes_while_its_lapse_is_under_way_is_refused_and_not_accepted_and_lost()
    {
        await using var district = await RunningDistrict.Open();
        var task = await ToTheLapse(district);

        await using var gate = await Gate(district, task);
        var lapse = district.Part<Turn>().Drain(Stop);
        await gate.Stops(1, lapse);
        var answer = Answer(district, task);
        await gate.Stops(2, answer);
        await gate.Open();
        await lapse;

        var problem = Assert.Single((await answer).Problems);
        Assert.Equal("SU064", problem.Code);
        Assert.Contains("到期，系统已按规定继续办理", problem.Message, StringComparison.Ordinal);
        Assert.Equal("Lapsed", await StateOf(district, task));
        await district.TaskOf("on-site-record", Unit);
    }

    [Fact]
    public async Task An_answer_under_way_when_its_time_comes_counts_and_the_lapse_does_not()
    {
        await using var district = await RunningDistrict.Open();
        var task = await ToTheLapse(district);

        await using var gate = await Gate(district, task);
        var answer = Answer(district, task);
        await gate.Stops(1, answer);
        await district.Part<Turn>().Drain(Stop);
        await gate.Open();

        Assert.Empty((await answer).Problems);
        await district.Part<Turn>().Drain(Stop);
        Assert.Equal("Done", await StateOf(district, task));
        await district.TaskOf("self-evaluation-review", Unit);
    }

    [Fact]
    public async Task An_answer_that_is_given_up_for_a_deadlock_is_tried_again()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, Unit).ToTheReceipt();
        var task = await district.TaskOf("self-evaluation", Unit);

        var (answer, other) = (Task.FromResult<Answered>(null!), Task.CompletedTask);
        await district.Db.InTransaction(async tx =>
        {
            await tx.Execute($"SELECT FROM supervision.open_task WHERE id = {task} FOR UPDATE", Stop);
            answer = Answer(district, task);
            await TimerGate.Waits(district.Db, 1, answer);
            other = TakeInspectionThenProcess(district, task);
            await TimerGate.Waits(district.Db, 2, other);
        }, Stop);
        await other;

        Assert.Empty((await answer).Problems);
        await district.TaskOf("self-evaluation-review", Unit);
    }

    /// <summary>In the order opposite to an answer's, which is given up for it: this one never asks.</summary>
    private static Task TakeInspectionThenProcess(RunningDistrict district, Guid task) =>
        district.Db.InTransaction(async tx =>
        {
            await tx.Execute($"SET LOCAL deadlock_timeout = '1h'", Stop);
            await tx.Execute($"SELECT FROM supervision.unit_inspection FOR UPDATE", Stop);
            await tx.Execute($"""
                SELECT FROM orchestrator.instance
                WHERE id = (SELECT instance_id FROM supervision.open_task WHERE id = {task})
                FOR UPDATE
                """, Stop);
        }, Stop);

    /// <summary>The wait for a self-evaluation is over at this instant, and nobody has looked yet.</summary>
    private static async Task<Guid> ToTheLapse(RunningDistrict district)
    {
        await new InspectionStory(district, Unit).ToTheReceipt();
        var task = await district.TaskOf("self-evaluation", Unit);
        var due = await district.One<DateTimeOffset>($"""
            SELECT timer.due_at
            FROM supervision.open_task AS task
            JOIN orchestrator.timer ON timer.instance_id = task.instance_id AND timer.bookmark_id = task.bookmark
            WHERE task.id = {task}
            """);
        await district.GoTo(due.AddSeconds(-1));
        Assert.Null(await district.Part<BusinessClock>().Move(district.Db, due, Stop));
        return task;
    }

    private static Task<Answered> Answer(RunningDistrict district, Guid task) =>
        district.Try(task, "Submitted", """{"content":"自评报告"}""");

    private static Task<string> StateOf(RunningDistrict district, Guid task) =>
        district.One<string>($"SELECT state FROM supervision.open_task WHERE id = {task}");

    private static Task<TimerGate> Gate(RunningDistrict district, Guid task) => TimerGate.Close(
        district.Db, $"SELECT instance_id FROM supervision.open_task WHERE id = {task}");
}
