using System.IO.Compression;
using System.Text.RegularExpressions;
using Orchestrator.Runtime.Files;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>The signed opinion letter and what the unit is told of it say the same.</summary>
public sealed partial class OpinionLetterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missed_self_evaluation_stands_in_the_letter_that_opens_its_item()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");

        await story.ToTheSilentLetter();

        Assert.Equal("", await district.Incidents());
        var letter = await Printed(district, "SupervisionOpinion");
        Assert.Contains("1未按要求报送自评报告督导通知补报自评报告", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("未发现需要整改的问题", letter, StringComparison.Ordinal);
        Assert.Contains("问题1（轻微，限期整改）：未按要求报送自评报告", await Mail(district, "M-09"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_may_defend_itself_against_a_missed_self_evaluation_and_whoever_signs_sees_it()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", InspectionStory.Opinion(1));

        Assert.Contains("未按要求报送自评报告", await Shown(district, "defence", "问题2"), StringComparison.Ordinal);
        await district.Answer(await district.TaskOf("defence"), "Waived");
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        Assert.Contains("未按要求报送自评报告", await Shown(district, "opinion-sign", "问题2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_keep_the_numbers_of_the_letter_when_one_was_dropped_in_the_defence()
    {
        await using var district = await RunningDistrict.Open();
        await Defended(district, findings: 3);
        var second = await district.One<Guid>($"SELECT id FROM supervision.finding WHERE position = 2");

        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", $$"""
            {"evaluation":"总体较好","replyToDefence":"问题2撤销。",
             "decisions":[{"finding":"{{second}}","decision":"Dropped","reason":"已核实"}]}
            """);
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");

        var letter = await Printed(district, "SupervisionOpinion");
        Assert.Contains("1第1项未落实", letter, StringComparison.Ordinal);
        Assert.Contains("3第3项未落实", letter, StringComparison.Ordinal);
        Assert.Equal(["1 第1项未落实", "3 第3项未落实"], await district.Texts(
            $"SELECT number || ' ' || fact FROM supervision.problem_item ORDER BY number"));
        Assert.Contains("问题3（一般，限期整改）：第3项未落实", await Mail(district, "M-09"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_defence_is_answered_before_the_letter_goes_to_whoever_signs()
    {
        await using var district = await RunningDistrict.Open();
        await Defended(district, findings: 1);
        var finding = await district.One<Guid>($"SELECT id FROM supervision.finding");
        var decided = $$"""
            "decisions":[{"finding":"{{finding}}","decision":"Kept","reason":"已核实"}]
            """;

        var unanswered = await district.Try(await district.TaskOf("opinion-draft"), "Drafted",
            $$"""{"evaluation":"总体较好","replyToDefence":" ",{{decided}}}""");
        Assert.Equal("SU044", Assert.Single(unanswered.Problems).Code);
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted",
            $$"""{"evaluation":"总体较好","replyToDefence":"申辩理由不成立。",{{decided}}}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");

        var letter = await Printed(district, "SupervisionOpinion");
        Assert.Contains("申辩理由不成立。", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("未提出申辩", letter, StringComparison.Ordinal);
    }

    /// <summary>Every finding is contested on 04-16.</summary>
    private static async Task Defended(RunningDistrict district, int findings)
    {
        await new InspectionStory(district, "S021").ToTheDefence(findings);
        await district.GoTo(RunningDistrict.At(4, 16, 10));
        var contested = await district.Texts($"""
            SELECT '"' || id || '"' FROM supervision.finding WHERE position = least(2, {findings})
            """);
        await district.Answer(await district.TaskOf("defence"), "Defended",
            $$"""{"statement":"情况不实","contested":[{{string.Join(',', contested)}}]}""");
    }

    /// <summary>The text of the Word file, without its marks.</summary>
    private static async Task<string> Printed(RunningDistrict district, string kind)
    {
        var sha256 = await district.One<byte[]>($"SELECT file_sha256 FROM supervision.document WHERE kind = {kind}");
        var file = await district.Db.InTransaction(tx => FileStore.Read(tx, sha256, Stop), Stop);
        await using var zip = new ZipArchive(new MemoryStream(file!.Value.ToArray()));
        using var reader = new StreamReader(await zip.GetEntry("word/document.xml")!.OpenAsync(Stop));
        return Marks().Replace(await reader.ReadToEndAsync(Stop), "");
    }

    private static async Task<string> Mail(RunningDistrict district, string letter)
    {
        await district.GoTo(RunningDistrict.At(4, 24, 12));
        return (await ReadLetter.All(district, Stop)).First(one => one.Letter == letter).Mail.Text;
    }

    /// <summary>What the page of a task says under this heading.</summary>
    private static async Task<string> Shown(RunningDistrict district, string form, string label)
    {
        var actor = form == "defence"
            ? new Actor.Contact("S021", Role.LiaisonOfficer, "某某")
            : (Actor)await district.Official(Role.OfficeDirector);
        var read = new ReadTask(district.Db, district.Part<FormActs>());
        var (sheet, problem) = await read.Run(await district.TaskOf(form), actor, Stop);
        Assert.Null(problem);
        return sheet!.Setting.Facts.Single(fact => fact.Label == label).Text;
    }

    [GeneratedRegex("<[^>]+>|\\s")]
    private static partial Regex Marks();
}
