using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Orchestrator.Engine;
using Orchestrator.Supervision.Documents;

namespace Orchestrator.Supervision.Tests.Documents;

/// <summary>Word files as Word writes them, each with one thing that a template must not have.</summary>
public sealed class ForeignPartsTests
{
    private const string Types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    private static readonly Uri Elsewhere = new("https://elsewhere.example.test/a");

    [Fact]
    public void A_template_with_text_pictures_and_hyperlinks_stands_by_itself()
    {
        Assert.Empty(Problems(main =>
        {
            main.AddHyperlinkRelationship(Elsewhere, isExternal: true, "rLink");
            main.AddImagePart(ImagePartType.Png, "rPicture").FeedData(new MemoryStream([1]));
            main.Document!.Body!.Append(Field("HYPERLINK \"https://a.test/LINK\""), Field(" PAGE "));
        }));
    }

    [Theory]
    [InlineData("attachedTemplate")]
    [InlineData("image")]
    [InlineData("oleObject")]
    [InlineData("frame")]
    public void What_points_out_of_the_file_is_refused_by_its_relationship(string kind)
    {
        var problem = Assert.Single(Problems(main => Settings(main)
            .AddExternalRelationship(Types + kind, Elsewhere, "rFar")));

        Assert.Equal(("SU077", "documents/SupervisoryOrder.docx"), (problem.Code, problem.Where));
        Assert.Contains($"settings.xml.rels中的关系rFar（{kind}，{Elsewhere}）", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Macros_are_refused()
    {
        var problem = Assert.Single(Problems(main =>
            main.AddNewPart<VbaProjectPart>("rMacros").FeedData(new MemoryStream([1]))));

        Assert.Contains("word/_rels/document.xml.rels中的关系rMacros（vbaProject", problem.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Embedded_objects_and_text_of_other_formats_are_refused()
    {
        var problems = Problems(main =>
        {
            main.AddEmbeddedObjectPart("application/vnd.openxmlformats-officedocument.oleObject")
                .FeedData(new MemoryStream([1]));
            main.AddEmbeddedPackagePart(EmbeddedPackagePartType.Xlsx).FeedData(new MemoryStream([1]));
            main.AddAlternativeFormatImportPart(AlternativeFormatImportPartType.Html, "rHtml")
                .FeedData(new MemoryStream([1]));
        });

        Assert.Equal(["SU077", "SU077", "SU077"], problems.Select(problem => problem.Code));
        Assert.All((string[])["oleObject", "package", "aFChunk"], kind => Assert.Single(problems,
            problem => problem.Message.Contains($"（{kind}，", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("INCLUDEPICTURE", " INCLUDE", "PICTURE \"https://elsewhere.example.test/a.png\" \\d ")]
    [InlineData("DdeAuto", "DdeAuto c:\\\\windows\\\\cmd.exe ", "\"/k\"")]
    public void A_field_that_fetches_is_refused_though_Word_splits_it(string name, string one, string other)
    {
        var problem = Assert.Single(Problems(main => main.Document!.Body!.Append(Field(one, other))));

        Assert.Contains($"word/document.xml中的域{name}会取来", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_simple_field_that_fetches_is_refused()
    {
        Assert.Equal("SU077", Assert.Single(Problems(main => main.Document!.Body!.Append(new Paragraph(
            new SimpleField { Instruction = "INCLUDETEXT \"\\\\\\\\elsewhere\\\\a.docx\"" })))).Code);
    }

    [Theory]
    [InlineData("", "image")]
    [InlineData("TargetMode=\"external\"", "attachedTemplate")]
    public void An_address_points_out_of_the_file_whatever_the_file_says_of_it(string mode, string kind)
    {
        var file = Docx(main => Settings(main));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var part = zip.CreateEntry("word/_rels/settings.xml.rels").Open();
            part.Write(Encoding.UTF8.GetBytes($"""
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
                Id="rFar" Type="{Types}{kind}" Target="https://elsewhere.example.test/a" {mode}/></Relationships>
                """));
        }

        Assert.Equal("SU077", Assert.Single(Problems(file)).Code);
    }

    private static ImmutableArray<Problem> Problems(Action<MainDocumentPart> add) => Problems(Docx(add));

    private static ImmutableArray<Problem> Problems(MemoryStream file) =>
    [
        .. new DocumentCheck().Check(ShippedFolders.All[0] with
        {
            Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.Add(
                "documents/SupervisoryOrder.docx", file.ToArray()),
        }, null!),
    ];

    private static MemoryStream Docx(Action<MainDocumentPart> add)
    {
        var file = new MemoryStream();
        using var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document);
        var main = document.AddMainDocumentPart();
        main.Document = new Document(new Body(new Paragraph(new Run(new Text("督办单")))));
        add(main);
        return file;
    }

    private static DocumentSettingsPart Settings(MainDocumentPart main)
    {
        var part = main.AddNewPart<DocumentSettingsPart>("rSettings");
        part.Settings = new Settings();
        return part;
    }

    /// <summary>A field of as many runs as it has codes.</summary>
    private static Paragraph Field(params string[] codes) => new(
    [
        new Run(new FieldChar { FieldCharType = FieldCharValues.Begin }),
        .. codes.Select(code => new Run(new FieldCode(code) { Space = SpaceProcessingModeValues.Preserve })),
        new Run(new FieldChar { FieldCharType = FieldCharValues.Separate }),
        new Run(new Text("结果")),
        new Run(new FieldChar { FieldCharType = FieldCharValues.End }),
    ]);
}
