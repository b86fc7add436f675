using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Orchestrator.Engine;
using Orchestrator.Supervision.Documents;

namespace Orchestrator.Supervision.Tests.Documents;

public sealed class DocumentTemplateTests
{
    [Fact]
    public void Each_shipped_template_is_valid_filled_or_not_and_asks_only_for_what_is_set()
    {
        foreach (var kind in Enum.GetNames<DocumentKind>())
        {
            var template = ShippedFolders.Document(kind);
            Assert.Empty(Flaws(template));
            Assert.Empty(Flaws(DocumentTemplate.Fill(template, Order("问题"))));
        }

        Assert.All(ShippedFolders.All, folder => Assert.Empty(new DocumentCheck().Check(folder, null!)));
    }

    [Fact]
    public void A_filled_order_repeats_its_rows_and_says_every_field_of_the_form()
    {
        var said = Said(DocumentTemplate.Fill(ShippedFolders.Document("SupervisoryOrder"), Order("作业未公示")));

        Assert.All(
            (string[])
            [
                "云教督办〔2026〕3号", "喆珺㛃𠮷小学", "作业未公示", "第二个问题", "2026年6月9日", "督办依据", "督办要求", "办结时限",
                "反馈方式与材料", "督办次数", "签发人", "签发日期", "督办联系人", "电话", "抄送", "签收栏", "反馈栏", "核查意见栏", "办结意见栏",
            ], expected => Assert.Contains(expected, said, StringComparison.Ordinal));
        Assert.DoesNotContain("{{", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_text_stays_text()
    {
        var filled = DocumentTemplate.Fill(
            ShippedFolders.Document("SupervisoryOrder"), Order("<w:p/>&amp;\u0001{{signedBy}}第一行\n第二行"));

        Assert.Empty(Flaws(filled));
        Assert.Contains("<w:p/>&amp;", Said(filled), StringComparison.Ordinal);
        Assert.Contains("\n第二行", Said(filled), StringComparison.Ordinal);
    }

    [Fact]
    public void A_typed_text_that_looks_like_a_mark_is_printed_as_it_was_typed()
    {
        const string Typed = "{{signedBy}}{{x}}{{items.fact}}";
        var order = Json.Of(
        [
            .. Order(Typed).EnumerateObject().Where(field => field.Name != "unit")
                .Select(field => KeyValuePair.Create(field.Name, field.Value)),
            KeyValuePair.Create("unit", Json.Of([KeyValuePair.Create("name", Json.Of(Typed))])),
        ]);

        var said = Said(DocumentTemplate.Fill(ShippedFolders.Document("SupervisoryOrder"), order));

        Assert.Equal(2, said.Split(Typed).Length - 1);
    }

    [Fact]
    public void A_small_template_that_unfolds_beyond_the_bound_is_refused_unopened()
    {
        using var bytes = new MemoryStream();
        bytes.Write(ShippedFolders.Document("SupervisoryOrder").Span);
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var part = zip.CreateEntry("word/media/large.bin").Open();
            part.Write(new byte[DocumentCheck.MostUnpackedBytes]);
        }

        var folder = ShippedFolders.All[0] with
        {
            Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.Add(
                "documents/SupervisoryOrder.docx", bytes.ToArray()),
        };
        var problem = Assert.Single(new DocumentCheck().Check(folder, null!));

        Assert.True(bytes.Length < 200_000, $"{bytes.Length}");
        Assert.Equal("SU071", problem.Code);
        Assert.Contains("展开后过大", problem.Message, StringComparison.Ordinal);
    }

    private static JsonElement Order(string fact) => Json.Of(
    [
        KeyValuePair.Create("number", Json.Of("云教督办〔2026〕3号")),
        KeyValuePair.Create("signedBy", Json.Of("姜云霞")),
        KeyValuePair.Create("unit", Json.Of([KeyValuePair.Create("name", Json.Of("喆珺㛃𠮷小学"))])),
        KeyValuePair.Create("items", Json.Of([Item(1, fact), Item(2, "第二个问题")])),
    ]);

    private static JsonElement Item(long number, string fact) => Json.Of(
    [
        KeyValuePair.Create("number", Json.Of(number)),
        KeyValuePair.Create("fact", Json.Of(fact)),
        KeyValuePair.Create("originalDueOn", Json.Of("2026-06-09")),
    ]);

    private static IEnumerable<string> Flaws(ReadOnlyMemory<byte> file)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(file.ToArray()), isEditable: false);
        return [.. new OpenXmlValidator().Validate(document).Select(flaw => flaw.Description)];
    }

    private static string Said(ReadOnlyMemory<byte> file)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(file.ToArray()), isEditable: false);
        return string.Join('\n', document.MainDocumentPart!.Document!.Descendants<Paragraph>()
            .Select(paragraph => paragraph.InnerText));
    }
}
