using System.Collections.Immutable;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Orchestrator.Supervision.Documents;

/// <summary>A paragraph and how it looks.</summary>
/// <param name="Text">Lines, where the author broke them.</param>
/// <param name="Place">left, center, right or both, as Word calls them.</param>
/// <param name="HalfPoints">Size of its type.</param>
/// <param name="IsRed">Part of the red head.</param>
/// <param name="IsIndented">Begins two characters in.</param>
public sealed record PageText(
    ImmutableArray<string> Text, string Place, int HalfPoints, bool IsRed, bool IsIndented);

/// <summary>A cell of a table.</summary>
/// <param name="Span">Columns it takes.</param>
/// <param name="Texts">Its paragraphs.</param>
public sealed record PageCell(int Span, ImmutableArray<PageText> Texts);

/// <summary>A row of a table.</summary>
/// <param name="IsHead">Stands again on each printed page.</param>
/// <param name="Cells">From left to right.</param>
public sealed record PageRow(bool IsHead, ImmutableArray<PageCell> Cells);

/// <summary>Either a paragraph or a table.</summary>
/// <param name="Text">Null for a table.</param>
/// <param name="Rows">Of the table.</param>
public sealed record PageBlock(PageText? Text, ImmutableArray<PageRow> Rows);

/// <summary>
/// A filled Word document as a page that any browser shows and prints, read from the kept file itself, so that it
/// cannot say something else.
/// </summary>
public static class DocumentPage
{
    private const int UsualHalfPoints = 32;

    public static ImmutableArray<PageBlock> Read(ReadOnlyMemory<byte> word)
    {
        using var stream = new MemoryStream(word.ToArray());
        using var document = WordprocessingDocument.Open(stream, isEditable: false);
        return
        [
            .. (document.MainDocumentPart?.Document?.Body?.ChildElements ?? Enumerable.Empty<OpenXmlElement>())
                .Select(BlockOf).OfType<PageBlock>(),
        ];
    }

    private static PageBlock? BlockOf(OpenXmlElement element) => element switch
    {
        Paragraph paragraph => new PageBlock(TextOf(paragraph), []),
        Table table => new PageBlock(null, [.. table.Elements<TableRow>().Select(RowOf)]),
        _ => null,
    };

    private static PageRow RowOf(TableRow row) => new(
        row.TableRowProperties?.Elements<TableHeader>().Any() ?? false,
        [.. row.Elements<TableCell>().Select(cell => new PageCell(
            cell.TableCellProperties?.GridSpan?.Val?.Value ?? 1,
            [.. cell.Elements<Paragraph>().Select(TextOf)]))]);

    private static PageText TextOf(Paragraph paragraph)
    {
        var look = paragraph.Descendants<RunProperties>().FirstOrDefault();
        var whole = string.Concat(paragraph.Descendants<Run>().SelectMany(run => run.ChildElements).Select(
            part => part switch { Text text => text.Text, Break => "\n", TabChar => "　", _ => "" }));
        return new PageText(
            [.. whole.Split('\n')],
            paragraph.ParagraphProperties?.Justification?.Val?.InnerText ?? "left",
            int.TryParse(look?.FontSize?.Val?.Value, out var size) ? size : UsualHalfPoints,
            look?.Color?.Val?.Value is "C00000" or "FF0000",
            paragraph.ParagraphProperties?.Indentation?.FirstLineChars?.Value > 0);
    }
}
