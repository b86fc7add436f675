using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Tests.Portal.Forms;

/// <summary>A form with a text, a number, a choice of yes or no, and rows.</summary>
public sealed class PostedFormTests
{
    private static readonly FormDefinition Form = new()
    {
        Title = "问题清单",
        Fields =
        [
            new() { Name = "note", Kind = FieldKind.LongText, Label = "说明" },
            new() { Name = "days", Kind = FieldKind.WholeNumber, Label = "天数" },
            new() { Name = "agreed", Kind = FieldKind.YesNo, Label = "同意" },
            new()
            {
                Name = "findings",
                Kind = FieldKind.Rows,
                Label = "问题",
                IsRequired = true,
                Fields = [new() { Name = "fact", Kind = FieldKind.Text, Label = "事实", IsRequired = true }],
            },
        ],
        Outcomes = [new() { Name = "Drafted", Label = "提交" }],
    };

    [Fact]
    public void Values_arrive_with_their_types_and_empty_ones_not_at_all() => Assert.Equal(
        """{"note":"一\n二","days":5,"agreed":false}""",
        Content(("f.note", "一\r\n二"), ("f.days", " 5 "), ("f.agreed", "false"), ("f.findings[0].fact", " ")));

    [Fact]
    public void What_does_not_fit_stays_as_it_was_typed() =>
        Assert.Equal("""{"days":"五天"}""", Content(("f.days", "五天")));

    [Fact]
    public void A_row_that_was_left_blank_is_no_row_and_the_others_keep_their_order() => Assert.Equal(
        """{"findings":[{"fact":"甲"},{"fact":"乙"}]}""",
        Content(("f.findings[7].fact", "乙"), ("f.findings[3].fact", ""), ("f.findings[1].fact", "甲")));

    [Fact]
    public void Fields_that_the_form_does_not_ask_for_are_not_taken() =>
        Assert.Equal("{}", Content(("f.isAdministrator", "true"), ("note", "x"), ("outcome", "Drafted")));

    [Fact]
    public void A_row_button_changes_the_rows_and_keeps_what_was_typed()
    {
        (string, string)[] typed = [("f.note", "一"), ("f.findings[0].fact", "甲"), ("f.findings[1].fact", "乙")];

        Assert.Equal("""{"note":"一","findings":[{"fact":"甲"},{"fact":"乙"},{}]}""", Pressed("findings+", typed));
        Assert.Equal("""{"note":"一","findings":[{"fact":"乙"}]}""", Pressed("findings-0", typed));
        Assert.Null(PostedForm.AfterRowButton(Form, Posted(typed)));
    }

    [Fact]
    public void A_problem_in_a_row_is_shown_at_its_field()
    {
        var posted = Posted([("f.findings[0].fact", "甲"), ("f.days", "五天")]);
        var content = PostedForm.Content(Form, posted);
        var view = new FormView
        {
            Form = Form,
            Content = content,
            Problems = [new("SU061", "findings[0].fact", "请改正。"), new("SU061", "task", "整个任务。")],
        };

        var field = view.Fields.Single(one => one.Field.Name == "findings").Rows[0][0];

        Assert.Equal("请改正。", Assert.Single(field.Problems).Message);
        Assert.Equal(field.Id, view.AnchorOf(view.Problems[0]));
        Assert.Null(view.AnchorOf(view.Problems[1]));
    }

    private static string Content(params (string, string)[] typed) =>
        PostedForm.Content(Form, Posted(typed)).GetRawText();

    private static string? Pressed(string button, (string, string)[] typed) =>
        PostedForm.AfterRowButton(Form, Posted([.. typed, (PostedForm.RowButton, button)]))?.GetRawText();

    private static FormCollection Posted((string Name, string Value)[] typed) =>
        new(typed.ToDictionary(one => one.Name, one => new StringValues(one.Value)));
}
