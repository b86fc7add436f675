using System.IO.Compression;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Runtime.Tests.Publishing;

public sealed class WorkflowArchiveTests
{
    private static readonly string Drawing = Drawn.Json("one", Drawn.Sequence(Drawn.Activity("say", "Elsa.WriteLine")));

    [Fact]
    public void A_folder_comes_out_of_its_zip_as_it_went_in_and_makes_the_same_zip_again()
    {
        var folder = Drawn.Folder("one", Drawn.Sequence(), ("forms/a.json", "{}"), ("_shared/mail/b.liquid", "好"));

        var zip = WorkflowArchive.Write(folder);
        var unpacked = WorkflowArchive.Read(zip);

        Assert.Empty(unpacked.Problems);
        Assert.Equal(new DefinitionId("one"), unpacked.Folder!.Id);
        Assert.Equal(folder.ContentHash(), unpacked.Folder.ContentHash());
        Assert.Equal(zip, WorkflowArchive.Write(unpacked.Folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one/")]
    public void Packed_with_its_folder_or_without_it_is_the_same_and_what_is_for_people_stays_out(string top)
    {
        var unpacked = WorkflowArchive.Read(Zip(
            (top + "workflow.json", Drawing), (top + "forms/", ""), (top + "mail/M-02.liquid", "好"),
            (top + "README.md", "read me"), (top + "tests/silent.transcript", "> start"),
            (top + "documents/~$letter.docx", "open in an editor"), ("__MACOSX/._workflow.json", "")));

        Assert.Empty(unpacked.Problems);
        Assert.Equal(["mail/M-02.liquid"], unpacked.Folder!.Files.Keys);
    }

    [Theory]
    [InlineData("../workflow.json")]
    [InlineData("forms/../../escape.json")]
    [InlineData("/etc/cron.d/evil")]
    [InlineData("C:/windows/evil.json")]
    [InlineData("forms\\a.json")]
    [InlineData("forms//a.json")]
    [InlineData("forms/a\u0000.json")]
    [InlineData("form/a.json")]
    [InlineData("evil.sh")]
    public void A_name_that_leads_elsewhere_or_means_no_file_of_a_process_is_refused(string name)
    {
        var unpacked = WorkflowArchive.Read(Zip(("workflow.json", Drawing), (name, "x")));

        Assert.Null(unpacked.Folder);
        Assert.Equal("RT162", Assert.Single(unpacked.Problems).Code);
    }

    [Fact]
    public void A_name_longer_than_the_bound_and_one_that_stands_twice_are_refused()
    {
        var unpacked = WorkflowArchive.Read(Zip(("workflow.json", Drawing), ($"forms/{new string('a', 195)}", "")));
        var twice = WorkflowArchive.Read(Zip(("workflow.json", Drawing), ("forms/a.json", "1"), ("forms/a.json", "2")));

        Assert.Equal(["RT162", "RT162"], unpacked.Problems.Concat(twice.Problems).Select(problem => problem.Code));
    }

    [Fact]
    public void A_zip_that_unpacks_to_more_than_the_bound_is_given_up_on_the_way()
    {
        var zip = Zip(
            ("workflow.json", Drawing), ("documents/bomb.docx", new string('0', WorkflowArchive.MostUnpackedBytes)));

        var unpacked = WorkflowArchive.Read(zip);

        Assert.True(zip.Length < 200_000, $"{zip.Length}");
        Assert.Equal("RT160", Assert.Single(unpacked.Problems).Code);
    }

    [Fact]
    public void Too_many_entries_and_too_many_bytes_are_refused()
    {
        var many = Zip([.. Enumerable.Range(0, WorkflowArchive.MostEntries)
            .Select(number => ($"forms/{number}.json", "{}")).Append(("workflow.json", Drawing))]);

        Assert.Equal("RT160", Assert.Single(WorkflowArchive.Read(many).Problems).Code);
        Assert.Equal("RT160", Assert.Single(
            WorkflowArchive.Read(new byte[WorkflowArchive.MostBytes + 1]).Problems).Code);
    }

    [Fact]
    public void What_is_no_zip_or_only_half_of_one_or_holds_no_drawing_is_refused()
    {
        var whole = Zip(("workflow.json", Drawing));
        var damaged = whole.ToArray();
        damaged.AsSpan(45, 20).Fill(0xFF);
        byte[][] wrong =
        [
            [], Encoding.UTF8.GetBytes("not a zip"), whole[..(whole.Length / 2)], damaged, Zip(("forms/a.json", "{}")),
        ];

        Assert.All(wrong, zip => Assert.Equal("RT161", Assert.Single(WorkflowArchive.Read(zip).Problems).Code));
    }

    [Fact]
    public void A_drawing_that_cannot_be_read_is_taken_so_that_its_findings_can_be_shown()
    {
        var unpacked = WorkflowArchive.Read(Zip(("workflow.json", "{ not json")));

        Assert.Equal("", unpacked.Folder!.Id.Value);
        Assert.Equal("WF001", Assert.Single(new PublishFolder([]).Check(unpacked.Folder)).Code);
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

        return bytes.ToArray();
    }
}
