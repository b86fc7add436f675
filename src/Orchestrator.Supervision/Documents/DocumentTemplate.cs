using System.Text.Json;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Documents;

/// <summary>
/// A Word template with marks like <c>{{unit.name}}</c>. A table row or paragraph that mentions <c>{{items.fact}}</c>
/// where items is a list is repeated, once per entry, so an
/// empty list takes it out. What is filled in is text, whatever it looks like; a date reads
/// 2026年6月9日.
/// </summary>
public static partial class DocumentTemplate
{
    /// <summary>The filled document.</summary>
    public static ReadOnlyMemory<byte> Fill(ReadOnlyMemory<byte> template, JsonElement fields)
    {
        using var stream = new MemoryStream();
        stream.Write(template.Span);
        using (var document = WordprocessingDocument.Open(stream, isEditable: true))
        {
            foreach (var part in Parts(document))
            {
                // Settled before anything is filled: a text that looks like a mark stays text.
                var repeated = Repeated(part, fields);
                var once = part.Descendants<Paragraph>()
                    .Where(paragraph => !paragraph.Ancestors().Prepend(paragraph).Any(repeated.ContainsKey)).ToList();
                foreach (var (unit, list) in repeated)
                    RepeatFor(unit, list, fields);
                foreach (var table in part.Descendants<Table>().Where(HasOnlyItsHead).ToList())
                    table.Remove();
                foreach (var paragraph in once)
                    Fill(paragraph, path => Read(fields, path));
            }
        }

        return stream.ToArray();
    }

    /// <summary>The fields it mentions, so that a publish check can compare.</summary>
    public static IReadOnlyCollection<string> Fields(ReadOnlyMemory<byte> template)
    {
        using var stream = new MemoryStream(template.ToArray());
        using var document = WordprocessingDocument.Open(stream, isEditable: false);
        return Parts(document).SelectMany(part => part.Descendants<Paragraph>())
            .SelectMany(paragraph => Mark().Matches(paragraph.InnerText).Select(match => match.Groups[1].Value))
            .ToHashSet();
    }

    private static IEnumerable<DocumentFormat.OpenXml.OpenXmlPartRootElement> Parts(WordprocessingDocument document) =>
        new DocumentFormat.OpenXml.OpenXmlPartRootElement?[] { document.MainDocumentPart?.Document }
            .Concat(document.MainDocumentPart?.FooterParts.Select(part => part.Footer) ?? [])
            .Concat(document.MainDocumentPart?.HeaderParts.Select(part => part.Header) ?? [])
            .OfType<DocumentFormat.OpenXml.OpenXmlPartRootElement>();

    /// <summary>Rows and paragraphs that mention a list, with its name.</summary>
    private static OrderedDictionary<DocumentFormat.OpenXml.OpenXmlElement, string> Repeated(
        DocumentFormat.OpenXml.OpenXmlElement part, JsonElement fields)
    {
        var units = part.Descendants<TableRow>().Cast<DocumentFormat.OpenXml.OpenXmlElement>()
            .Concat(part.Descendants<Paragraph>().Where(paragraph => !paragraph.Ancestors<TableRow>().Any()));
        var repeated = new OrderedDictionary<DocumentFormat.OpenXml.OpenXmlElement, string>();
        foreach (var unit in units)
        {
            var list = Mark().Matches(unit.InnerText).Select(match => match.Groups[1].Value.Split('.'))
                .Where(path => path.Length == 2 && fields.Member(path[0])?.ValueKind == JsonValueKind.Array)
                .Select(path => path[0]).FirstOrDefault();
            if (list is not null)
                repeated.Add(unit, list);
        }

        return repeated;
    }

    /// <summary>Its list was empty: a head over nothing is no table.</summary>
    private static bool HasOnlyItsHead(Table table) => table.Elements<TableRow>()
        .All(row => row.TableRowProperties?.Elements<TableHeader>().Any() ?? false);

    private static void RepeatFor(DocumentFormat.OpenXml.OpenXmlElement unit, string list, JsonElement fields)
    {
        foreach (var entry in fields.GetProperty(list).EnumerateArray())
        {
            var copy = unit.CloneNode(deep: true);
            unit.InsertBeforeSelf(copy);
            var paragraphs = copy is Paragraph one ? [one] : copy.Descendants<Paragraph>().ToList();
            foreach (var paragraph in paragraphs)
                Fill(paragraph, path => path.StartsWith(list + ".", StringComparison.Ordinal)
                    ? Read(entry, path[(list.Length + 1)..])
                    : Read(fields, path));
        }

        unit.Remove();
    }

    /// <summary>
    /// Word splits marks over runs as it likes: the first run takes the whole text. A text of several lines becomes as
    /// many paragraphs like this one.
    /// </summary>
    private static void Fill(Paragraph paragraph, Func<string, string> read)
    {
        if (!Mark().IsMatch(paragraph.InnerText))
            return;
        var whole = string.Concat(paragraph.Descendants<Text>().Select(text => text.Text));
        var lines = Mark().Replace(whole, match => read(match.Groups[1].Value)).ReplaceLineEndings("\n").Split('\n');
        foreach (var line in lines[..^1])
        {
            var above = (Paragraph)paragraph.CloneNode(deep: true);
            paragraph.InsertBeforeSelf(above);
            Say(above, line);
        }

        Say(paragraph, lines[^1]);
    }

    private static void Say(Paragraph paragraph, string line)
    {
        var texts = paragraph.Descendants<Text>().ToList();
        texts[0].Text = Clean(line);
        texts[0].Space = DocumentFormat.OpenXml.SpaceProcessingModeValues.Preserve;
        foreach (var text in texts.Skip(1))
            text.Text = "";
    }

    /// <summary>What XML cannot hold is left out: control characters and halves of surrogate pairs.</summary>
    private static string Clean(string text) => new(
    [
        .. text.Where((one, place) => one is '\t' || (!char.IsControl(one) && one is not ('\uFFFE' or '\uFFFF')
            && (!char.IsSurrogate(one) || IsWhole(text, place)))),
    ]);

    private static bool IsWhole(string text, int place) =>
        (place + 1 < text.Length && char.IsSurrogatePair(text[place], text[place + 1]))
        || (place > 0 && char.IsSurrogatePair(text[place - 1], text[place]));

    private static string Read(JsonElement fields, string path)
    {
        JsonElement? value = fields;
        foreach (var name in path.Split('.'))
            value = value?.Member(name);
        return value switch
        {
            null or { ValueKind: JsonValueKind.Null } => "",
            { ValueKind: JsonValueKind.True } => "是",
            { ValueKind: JsonValueKind.False } => "否",
            { } found => ChineseDate.Long(found.AsText() ?? ""),
        };
    }

    [GeneratedRegex(@"\{\{\s*([a-zA-Z][a-zA-Z0-9.]*)\s*\}\}")]
    private static partial Regex Mark();
}
