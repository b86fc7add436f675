using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tests.Forms;

public sealed class FormFillingTests
{
    private static readonly FormDefinition Form = new()
    {
        Title = "演示",
        Outcomes = [new FormOutcome { Name = "Sent", Label = "发出" },
            new FormOutcome { Name = "Returned", Label = "退回", Requires = ["reason"] }],
        Fields =
        [
            Field("summary", FieldKind.LongText) with { IsRequired = true },
            Field("reason", FieldKind.LongText),
            Field("days", FieldKind.WholeNumber) with { IsRequired = true, LeastNumber = 5 },
            Field("on", FieldKind.Date) with { IsRequired = true },
            Field("grave", FieldKind.Choice) with { IsRequired = true, Options = Options("a", "b", "c") },
            Field("team", FieldKind.Choices) with { IsRequired = true },
            Field("rows", FieldKind.Rows) with
            {
                Fields = [Field("item", FieldKind.Choice) with { IsRequired = true }, Field("note", FieldKind.Text)],
            },
            Field("files", FieldKind.Files),
        ],
    };

    private static readonly FormToFill Asked = new()
    {
        Form = Form,
        Needs = new FormNeeds(["Sent", "Returned"], NeededField.Asked("rows", FieldKind.Rows)),
        Setting = new FormSetting
        {
            Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty
                .Add("team", Options("I1", "I2")).Add("rows.item", Options("one", "two")),
        },
        Outcome = Form.Outcomes[0],
        Today = new DateOnly(2026, 5, 12),
    };

    [Fact]
    public void What_is_required_is_filled_and_fits_and_what_is_not_is_left_out() => Filled(
        """
        {"summary":"summary（演示）","days":5,"on":"2026-05-12","grave":"b","team":["I1","I2"],"rows":[{"item":"one"}]}
        """, Asked);

    [Fact]
    public void An_outcome_that_requires_more_gets_more() => Assert.Equal(
        "reason（演示）", FormFilling.Of(Asked with { Outcome = Form.Outcomes[1] }).TextOf("reason"));

    [Fact]
    public void What_was_given_stands_in_it_by_the_kind_of_its_field()
    {
        var filled = FormFilling.Of(Asked with
        {
            Rows = 2,
            Given = ImmutableDictionary<string, string>.Empty.Add("days", "30").Add("grave", "C")
                .Add("team", "I2").Add("rows.note", "说明"),
        });

        Assert.Equal(30, filled.NumberOf("days"));
        Assert.Equal("c", filled.TextOf("grave"));
        Assert.Equal(["I2"], filled.TextsOf("team"));
        Assert.Equal(["说明", "说明"], filled.RowsOf("rows").Select(row => row.TextOf("note")));
    }

    [Fact]
    public void Rows_that_stand_in_the_form_already_are_completed_and_no_others_are_added()
    {
        var begun = Json.Parse("""{"rows":[{"item":"two"}]}""");
        var filled = FormFilling.Of(Asked with { Rows = 3, Setting = Asked.Setting with { Values = begun } });

        Assert.Equal("two", Assert.Single(filled.RowsOf("rows")).TextOf("item"));
    }

    [Fact]
    public void A_list_whose_rows_choose_among_nothing_stays_empty() => Assert.Null(FormFilling.Of(Asked with
    {
        Setting = Asked.Setting with { Options = Asked.Setting.Options.Remove("rows.item") },
    }).Member("rows"));

    [Fact]
    public void A_name_that_the_form_does_not_have_is_left_for_the_check_to_refuse()
    {
        var given = ImmutableDictionary<string, string>.Empty.Add("colour", "red");

        var filled = FormFilling.Of(Asked with { Given = given });

        var problem = Assert.Single(AnswerCheck.Of(Form, Asked.Setting, new RawAnswer("Sent", filled, 0)));
        Assert.Equal(("SU061", "colour"), (problem.Code, problem.Where));
    }

    [Fact]
    public void A_file_comes_with_it_only_where_the_act_asks_for_any()
    {
        var wanting = Asked with { Needs = new FormNeeds(["Sent"], NeededField.Asked("files", FieldKind.Files)) };

        Assert.Empty(FormFilling.Files(Asked));
        Assert.Null(EvidenceRule.Check(Assert.Single(FormFilling.Files(wanting))).Problem);
    }

    private static void Filled(string expected, FormToFill asked)
    {
        var filled = FormFilling.Of(asked);
        Assert.True(JsonElement.DeepEquals(Json.Parse(expected), filled), filled.ToString());
        Assert.Empty(AnswerCheck.Of(Form, asked.Setting, new RawAnswer(asked.Outcome.Name, filled, 0)));
    }

    private static FormField Field(string name, FieldKind kind) => new() { Name = name, Kind = kind, Label = name };

    private static ImmutableArray<FormOption> Options(params string[] values) =>
        [.. values.Select(value => new FormOption(value, value.ToUpperInvariant()))];
}
