using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class DeadlineProfileTests
{
    [Fact]
    public void Every_number_that_the_code_asks_for_stands_in_the_shipped_profile()
    {
        var asked = typeof(Timers).GetFields().Select(field => (TimerId)field.GetValue(null)!).ToHashSet();

        Assert.Equal(asked, [.. Sample.Standard.Rules.Keys]);
    }

    [Fact]
    public void Every_shipped_value_lies_in_its_own_range()
    {
        Assert.All(Sample.Standard.Rules.Values, rule => Assert.Null(rule.CheckRange(rule.Values)));
    }

    [Theory]
    [InlineData("TM-22", 5, null)]
    [InlineData("TM-22", 11, "CA011")]
    [InlineData("TM-22", 0, "CA011")]
    [InlineData("TM-51", 21, "CA011")]
    [InlineData("TM-13.Times", 3, "CA011")]
    public void A_number_changes_within_its_range_and_a_fixed_one_never(string id, int value, string? code)
    {
        Assert.Equal(code, Sample.Standard[new TimerId(id)].CheckRange([value])?.Code);
    }

    [Theory]
    [InlineData(RuleClass.Law, RuleOwner.Nobody)]
    [InlineData(RuleClass.Norm, RuleOwner.SystemAdministrator)]
    [InlineData(RuleClass.Prov, RuleOwner.SystemAdministrator)]
    [InlineData(RuleClass.Prac, RuleOwner.OfficeDirector)]
    [InlineData(RuleClass.Des, RuleOwner.WorkflowDesigner)]
    public void The_class_of_a_number_decides_who_may_change_it(RuleClass ruleClass, RuleOwner owner)
    {
        Assert.Equal(owner, (Sample.Standard[Timers.FirstOrder] with { Class = ruleClass }).Owner);
    }
}
