using Orchestrator.Engine;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>E-20: an order that two people may sign.</summary>
public sealed class TwoSignersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_who_sign_at_once_one_wins_and_the_other_is_told_and_one_number_is_taken()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 20, 10));
        await district.Answer(await district.TaskOf("rectification-report"), "Reported",
            """{"content":"已落实","measuredValue":"100%","signedByHead":"张三"}""");
        await district.Answer(await district.TaskOf("department-review"), "Agreed");
        await district.Answer(await district.TaskOf("verification"), "NotRectified",
            """{"method":"OnSite","opinion":"没有落实。"}""");
        var director = await district.Official(Role.OfficeDirector);
        var other = director with { Person = Guid.CreateVersion7(), Name = "另一位主任" };
        var task = await district.TaskOf("order-sign");

        var both = await Task.WhenAll(Sign(district, task, director), Sign(district, task, other));

        Assert.Equal(["", "SU063"], both.Order());
        Assert.Equal(1, await district.One<long>($"""
            SELECT count(*) FROM supervision.document WHERE kind = 'SupervisoryOrder'
            """));
        Assert.Equal("", await district.Incidents());
    }

    private static async Task<string> Sign(RunningDistrict district, Guid task, Actor.Official by)
    {
        var answered = await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = task,
            Actor = by,
            Outcome = "Signed",
            Content = Json.EmptyObject,
        }, Stop);
        return answered.Problems.IsEmpty ? "" : answered.Problems[0].Code;
    }
}
