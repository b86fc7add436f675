using System.Text;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tests.Forms;

/// <summary>What may be handed in: by its content, whatever its name says.</summary>
public sealed class EvidenceRuleTests
{
    [Theory]
    [InlineData("报告.pdf", "%PDF-1.7", "application/pdf")]
    [InlineData("C:\\台账\\报告.PDF", "%PDF-1.7", "application/pdf")]
    [InlineData("报告.pdf", "MZ", null)]
    [InlineData("报告.pdf", "", null)]
    [InlineData("setup.exe", "%PDF-1.7", null)]
    public void A_file_is_taken_where_name_and_content_agree_and_refused_otherwise(
        string name, string content, string? type)
    {
        var (found, problem) = EvidenceRule.Check(new UploadedFile(name, Encoding.ASCII.GetBytes(content)));

        Assert.Equal((type, type is null ? "SU065" : null), (found, problem?.Code));
    }

    [Fact]
    public void A_file_that_is_too_large_is_told_its_size()
    {
        var (_, problem) = EvidenceRule.Check(new UploadedFile("录像.pdf", new byte[EvidenceRule.MostBytes + 1]));

        Assert.Equal(("SU065", "“录像.pdf”期望不超过20 MB，实际为21 MB；请压缩后再上传。"),
            (problem?.Code, problem?.Message));
    }
}
