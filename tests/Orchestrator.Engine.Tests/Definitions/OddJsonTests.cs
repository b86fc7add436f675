using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Orchestrator.Engine.Tests.Simulation;

namespace Orchestrator.Engine.Tests.Definitions;

/// <summary>
/// A definition is kept as the bytes that came; the reader takes out of them what it understands and changes nothing.
/// So whatever a designer adds, in whatever way it is written, must neither stop the reader nor change what it reads.
/// </summary>
public sealed class OddJsonTests
{
    private static readonly string[] Odd =
    [
        "1E400", "-1E-400", "0.10", "9007199254740993", "1.0e2", "null", "true", "\"\"", "\"\\u6536\\u5230\"",
        "[1, [2, {}]]", "{ \"a\": 1, \"a\": 2 }", "{ \"note\": { \"id\": \"x\" } }",
    ];

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 256 };

    [Property(MaxTest = 200)]
    public void What_nobody_knows_changes_nothing_that_is_read(ulong seed)
    {
        var dice = new Dice(seed);
        var plain = new Sketcher(dice, ["child"]).Definition("probe");
        var odd = Sprinkled(plain, dice);

        var (expected, read) = (Drawn.Read(plain.ToJsonString()), Drawn.Read(odd));

        Assert.Equal(Shown(expected), Shown(read));
    }

    [Theory]
    [InlineData("1E400")]
    [InlineData("0.10")]
    [InlineData("9007199254740993")]
    [InlineData("\"\\u6536\"")]
    public void A_written_value_keeps_the_spelling_it_has(string value)
    {
        var text = Drawn.ReadOne(
            $$"""
            { "id": "W", "type": "X.Y", "b": {{value}},
              "a": { "expression": { "type": "Literal", "value": {{value}} } } }
            """);

        Assert.Equal(value, text.Inputs["a"].Value.GetRawText());
        Assert.Equal(value, text.Inputs["b"].Value.GetRawText());
    }

    [Fact]
    public void Of_two_members_with_one_name_the_last_counts() => Assert.Equal("2", Drawn.ReadOne(
        """{ "id": "W", "type": "X.Y", "a": 1, "a": 2 }""").Inputs["a"].Value.GetRawText());

    [Theory]
    [InlineData("/* why */ {}")]
    [InlineData("{} // why")]
    [InlineData("{ \"definitionId\": \"probe\", }")]
    [InlineData("\uFEFF{}")]
    [InlineData("NaN")]
    public void What_is_not_JSON_is_one_sentence(string text) => Assert.Equal("WF001", Drawn.OnlyProblem(text).Code);

    /// <summary>Unknown members of odd values in every definition and metadata, between the known ones.</summary>
    private static string Sprinkled(JsonObject plain, Dice dice)
    {
        var buffer = new StringBuilder();
        Write(plain, buffer, dice);
        return buffer.ToString();
    }

    private static void Write(JsonNode? node, StringBuilder to, Dice dice)
    {
        switch (node)
        {
            case JsonArray items:
                to.Append('[');
                foreach (var (place, item) in items.Index())
                {
                    to.Append(place > 0 ? "," : "");
                    Write(item, to, dice);
                }

                to.Append(']');
                break;
            case JsonObject members:
                WriteObject(members, to, dice);
                break;
            default:
                to.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteObject(JsonObject members, StringBuilder to, Dice dice)
    {
        to.Append("{ ");
        foreach (var (name, value) in members)
        {
            to.Append(JsonSerializer.Serialize(name)).Append(": ");
            Write(value, to, dice);
            to.Append(dice.Hit(20) ? " \r\n\t," : ",");
        }

        // A reference is a value, kept as it is. Of an activity an unknown member is an input; metadata are the
        // designer's own.
        if (members.Count == 1 && members.ContainsKey("id"))
            to.Length -= 1;
        else
            to.Append(members.ContainsKey("type") && members.ContainsKey("id") ? "\"metadata\"" : "\"tenantId\"")
                .Append(": ").Append(dice.Pick(Odd));
        to.Append(" }");
    }

    private static string Shown(object definition) => JsonSerializer.Serialize(definition, Deep);
}
