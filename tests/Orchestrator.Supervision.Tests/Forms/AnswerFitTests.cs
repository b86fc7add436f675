using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tests.Forms;

public sealed class AnswerFitTests
{
    private static readonly FormNeeds Needs = new(
        ["Kept", "Returned"],
        NeededField.FilledFor("Returned", "reason", FieldKind.LongText),
        NeededField.Read("on", FieldKind.Date),
        NeededField.Read("days", FieldKind.WholeNumber) with { Range = (1, 180) },
        NeededField.Asked("rows", FieldKind.Rows) with
        {
            Fields = [NeededField.Filled("item", FieldKind.Choice), NeededField.Filled("what", FieldKind.Text)],
        });

    private static readonly FormSetting Setting = FormSetting.Plain with
    {
        Options = FormSetting.Plain.Options.Add("rows.item", [new FormOption("1", "问题1")]),
    };

    [Theory]
    [InlineData("Kept", "{}", null)]
    [InlineData("Kept", """{"on":"2026-05-27","days":180,"rows":[{"item":"1","what":"补齐"}]}""", null)]
    [InlineData("Returned", """{"reason":"缺少照片"}""", null)]
    [InlineData("Returned", """{"reason":"  "}""", "reason")]
    [InlineData("Later", "{}", "outcome")]
    [InlineData("Kept", """{"on":"五月底"}""", "on")]
    [InlineData("Kept", """{"days":0}""", "days")]
    [InlineData("Kept", """{"days":"7"}""", "days")]
    [InlineData("Kept", """{"rows":"无"}""", "rows")]
    [InlineData("Kept", """{"rows":[{"item":"1","what":"补齐"},{"item":"1"}]}""", "rows[1].what")]
    [InlineData("Kept", """{"rows":[{"item":"2","what":"补齐"}]}""", "rows[0].item")]
    public void What_an_act_cannot_read_is_refused_at_its_field(string outcome, string content, string? where)
    {
        var found = AnswerFit.Of(Needs, Setting, new RawAnswer(outcome, Json.Parse(content), Files: 0));

        Assert.Equal(where is null ? [] : new[] { ("SU088", where) }, found.Select(one => (one.Code, one.Where)));
    }
}
