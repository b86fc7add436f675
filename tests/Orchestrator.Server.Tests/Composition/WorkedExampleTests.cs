using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>The worked example of the supervision cycle on the shipped processes: every date of it.</summary>
public sealed class WorkedExampleTests
{
    [Fact]
    public async Task A_unit_that_falls_silent_gets_two_orders_on_the_days_of_the_worked_example()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 5);
        Assert.Equal("2026-03-30", await story.Day(
            $"SELECT due_on FROM supervision.obligation WHERE duty = 'SelfEvaluation'"));
        Assert.Equal("2026-04-21", await story.Day($"SELECT due_on FROM supervision.open_task WHERE form = 'defence'"));
        Assert.Equal("2026-05-11", await story.Day(
            $"SELECT due_on FROM supervision.open_task WHERE form = 'opinion-draft'"));

        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Answer(await district.TaskOf("order-sign"), "Signed", by: Role.ChiefInspector);
        await district.GoTo(RunningDistrict.At(6, 22, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(7, 2, 10));

        Assert.Equal("", await district.Incidents());
        await DatesAre(district);
        Assert.Equal(
            ["2026-06-01 First", "2026-06-18 Second"],
            await district.Texts($"""
                SELECT (issued_at AT TIME ZONE 'Asia/Shanghai')::date || ' ' || level
                FROM supervision.supervisory_order ORDER BY 1
                """));
    }

    private static async Task DatesAre(RunningDistrict district)
    {
        Assert.Equal(
            [
                "2026-05-13 RectificationPlan", "2026-05-18 FirstReport", "2026-05-27 ItemReport",
                "2026-06-17 OrderAnswer", "2026-06-29 OrderAnswer",
            ],
            await district.Texts($"""
                SELECT DISTINCT due_on || ' ' || duty FROM supervision.obligation
                WHERE duty <> 'SelfEvaluation' ORDER BY 1
                """));
        Assert.Equal(
            [
                "ItemReport 2026-05-18", "ItemReport 2026-05-22", "ItemReport 2026-05-26", "ItemReport 2026-05-27",
                "OrderAnswer 2026-06-08", "OrderAnswer 2026-06-12", "OrderAnswer 2026-06-16", "OrderAnswer 2026-06-17",
            ],
            await district.Texts($"""
                SELECT DISTINCT duty || ' ' || (step.decided_at AT TIME ZONE 'Asia/Shanghai')::date
                FROM supervision.ladder_step AS step
                JOIN supervision.obligation ON obligation.id = step.obligation_id
                WHERE act = 'Remind' AND step.due_on IN ('2026-05-27', '2026-06-17')
                ORDER BY 1
                """));
    }
}
