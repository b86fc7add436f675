using Orchestrator.Server.Portal;

namespace Orchestrator.Server.Tests.Portal;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\"")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("　-2+3", "'　-2+3")]
    [InlineData("\t=1", "'\t=1")]
    public void A_cell_that_a_spreadsheet_would_compute_is_text(string typed, string cell) =>
        Assert.Equal(cell, CsvTable.Cell(typed));

    [Theory]
    [InlineData("食堂留样", "食堂留样")]
    [InlineData("一,二", "\"一,二\"")]
    [InlineData("两\n行", "\"两\n行\"")]
    [InlineData(null, "")]
    public void Any_other_cell_stands_as_it_is(string? typed, string cell) => Assert.Equal(cell, CsvTable.Cell(typed));
}
