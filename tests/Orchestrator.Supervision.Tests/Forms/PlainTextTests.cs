using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tests.Forms;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("食堂\t专项\r\n督导", null)]
    [InlineData("\ud83c\udf5a", null)]
    [InlineData("a\0", 2)]
    [InlineData("食堂\u000b督导", 3)]
    public void What_is_not_shown_or_cannot_be_kept_is_found_at_its_place(string text, int? place) =>
        Assert.Equal(place, PlainText.PlaceOfOther(text));

    /// <summary>Not as data of the test above: an attribute keeps no half of a pair.</summary>
    [Fact]
    public void Half_of_a_pair_is_found_at_its_place() => Assert.Equal(
        [1, 3], new[] { "\ud83c", "\ud83c\udf5a\udf5a" }.Select(PlainText.PlaceOfOther));

    [Fact]
    public void A_field_of_a_form_says_where_such_a_character_stands()
    {
        var form = new FormDefinition
        {
            Title = "审核",
            Fields = [new() { Name = "opinion", Kind = FieldKind.Text, Label = "意见" }],
            Outcomes = [new() { Name = "Agreed", Label = "同意" }],
        };

        var problem = Assert.Single(AnswerCheck.Of(
            form, FormSetting.Plain, new RawAnswer("Agreed", Json.Parse("""{"opinion":"同意\u000b"}"""), 0)));

        Assert.Equal(("SU061", "opinion"), (problem.Code, problem.Where));
        Assert.Contains("“意见”的第3个字符", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_name_is_cut_between_characters()
    {
        var name = EvidenceRule.NameOf(new UploadedFile("\ud83c\udf5a" + new string('a', 115) + ".pdf", default));

        Assert.True(PlainText.Is(name), name);
    }
}
