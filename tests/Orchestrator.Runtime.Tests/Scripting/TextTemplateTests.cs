using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Scripting;

public sealed class TextTemplateTests
{
    [Theory]
    [InlineData("{{ Variables.unit.name }} {{ Input.name | upcase }}", "示例第一中学 BOB")]
    [InlineData("{% if Variables.N > 3 %}big{% else %}small{% endif %}", "big")]
    [InlineData("{{ CorrelationId }}{{ Variables.missing }}", "c-1")]
    [InlineData("{{ Variables.unit.name | base64 }}", "56S65L6L56ys5LiA5Lit5a2m")]
    [InlineData("{{ Variables.N | base64 }}{{ Variables.missing | base64 }}", "Nw==")]
    [InlineData("{{ Variables.unit | keys | join: ',' }}", "name,tags")]
    [InlineData("{{ WorkflowDefinitionVersion }}{{ Output.R }}", "3")]
    [InlineData("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", "2026-03-10 09:30")]
    public void A_Liquid_expression_sees_what_Elsa_shows_it(string text, string expected)
    {
        var answer = Scripts.Evaluate(Asked.Question("Liquid", text));

        Assert.Equal(expected, Assert.IsType<Evaluation.Value>(answer).Result.GetString());
    }

    [Fact]
    public void A_blank_Liquid_expression_has_no_value_and_a_date_is_spelled_as_Elsa_does()
    {
        var question = Asked.Question("Liquid", "{{ Variables.D }}, {{ Variables.D | date: '%-d' }}");
        var dated = question with
        {
            Variables = question.Variables.Add("D", Json.Of("2030-02-03T20:05:06.0000000+00:00")),
            Dates = ["D"],
        };

        Assert.Equal("2030-02-03 20:05:06Z, 3",
            Assert.IsType<Evaluation.Value>(Scripts.Evaluate(dated)).Result.GetString());
        Assert.True(Assert.IsType<Evaluation.Value>(Scripts.Evaluate(Asked.Question("Liquid", " \n"))).Result.IsNull());
    }

    [Fact]
    public void A_letter_is_rendered_as_text_and_with_its_fields_encoded_as_HTML()
    {
        var template = Read(
            "{{ unit.name }}：{{ due | date: '%Y年%-m月%-d日' }}\n{% for i in items %}· {{ i }}\n{% endfor %}");
        var fields = Json.Parse("""
            {"unit":{"name":"<喆珺㛃𠮷>&"},"due":"2026-04-09","items":["留样","证照"]}
            """);

        Assert.Equal("<喆珺㛃𠮷>&：2026年4月9日\n· 留样\n· 证照\n", template.Render(fields));
        var html = template.RenderHtml(fields);
        Assert.StartsWith("&lt;喆珺㛃", html, StringComparison.Ordinal);
        Assert.Equal("<喆珺㛃𠮷>&", System.Net.WebUtility.HtmlDecode(html).Split('：')[0]);
    }

    [Fact]
    public void The_fields_that_a_template_asks_for_are_known_before_it_is_used()
    {
        var template = Read(
            "{{ unit.name }}{% for i in items %}{{ i.title }}{{ forloop.index }}{% endfor %}" +
            "{% assign x = due.on %}{{ x }}{% if late %}{{ unit.name | upcase }}{% endif %}");

        Assert.Equal(["due.on", "items", "late", "unit.name"], template.Fields);
    }

    [Fact]
    public void A_template_that_cannot_be_read_says_where()
    {
        var (template, problem) = TextTemplate.Parse("甲\n{{ a }\n");

        Assert.Null(template);
        Assert.Equal("RT201", problem?.Code);
    }

    [Fact]
    public void A_template_that_never_ends_is_stopped() =>
        Assert.Throws<TemplateFailedException>(() =>
            Read("{% for i in (1..9999) %}{% for j in (1..9999) %}{{ j }}{% endfor %}{% endfor %}")
                .Render(Json.EmptyObject));

    [Theory]
    [InlineData("{% for i in (1..100000000) %}{{ i }}{% endfor %}")]
    [InlineData("{% assign n = 100000000 %}{% for i in (1..n) %}{{ i }}{% endfor %}")]
    public void A_range_that_would_fill_the_memory_is_refused_before_it_is_made(string text) =>
        Assert.Equal("RT201", TextTemplate.Parse(text).Problem?.Code);

    [Theory]
    [InlineData("{{ 1 | keys }}")]
    [InlineData("{{ Variables.N | divided_by: 0 }}")]
    public void A_filter_that_cannot_work_is_a_sentence(string text)
    {
        var failed = Assert.IsType<Evaluation.Failed>(Scripts.Evaluate(Asked.Question("Liquid", text)));

        Assert.Equal("RT206", failed.Code);
        Assert.Contains("；请", failed.Message, StringComparison.Ordinal);
    }

    private static TextTemplate Read(string text)
    {
        var (template, problem) = TextTemplate.Parse(text);
        Assert.Null(problem);
        return template!;
    }
}
