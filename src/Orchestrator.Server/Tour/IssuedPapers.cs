using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Server.Tour;

/// <summary>
/// The Word files as they are downloaded, held against what they must show: both orders (§8), the letter and the notice
/// that went with it (R-14).
/// </summary>
internal sealed partial class IssuedPapers(District district, Comparison compare)
{
    private const string Office = "示例市云泽区人民政府教育督导委员会办公室";
    private const string Department = "云泽区教育体育局";

    public async Task Letters(School school, CancellationToken stop)
    {
        string[] unit = [$"{(await district.Case(school, stop)).GetProperty("head").GetProperty("unit").GetString()}："];
        string[] issued = [Office, "2026年4月24日", $"抄送：{Department}"];
        string[][] items =
        [
            ["序号", "问题", "依据", "整改要求", "程度", "整改期限"],
            .. Rows([1, 2], "义务教育学校管理标准", WorkedExample.Requirement, "一般", "限期整改（30日）"),
        ];
        await Letter(school, "督导意见书",
        [
            unit, ["2026年4月8日至2026年4月10日"], ["一、督导评价", WorkedExample.Evaluation],
            ["二、对申辩意见的答复", WorkedExample.ReplyToDefence], ["三、问题及整改要求"], .. items,
            ["四、整改时限和报送", "十个工作日内报送整改方案"], ["二十日内报送整改情况报告"],
            ["五、逾期后果", $"告知{Department}，并依规发放督办单"], issued,
        ], stop);
        await Letter(school, "整改通知书", [unit, .. items, issued], stop);
    }

    /// <param name="school">Whose order it is.</param>
    /// <param name="items">The numbers of the problems that it lists.</param>
    /// <param name="stop">The caller's.</param>
    public Task FirstOrder(School school, int[] items, CancellationToken stop) => Order(school, 0,
    [
        ["督办单（第一次）", "督办事项"], ["督办次数", "第一次"], ["办结时限", "签收之日起15日内"], ["签发人", Office],
        ["签发日期", "2026年6月1日"], ["抄送", Department], .. Listed(items),
    ], stop);

    /// <inheritdoc cref="FirstOrder"/>
    public Task SecondOrder(School school, int[] items, CancellationToken stop) => Order(school, 1,
    [
        ["督办单（第二次）", "督办事项"], ["督办次数", "第二次"], ["办结时限", "签收之日起7日内"], ["签发人", "顾明哲"],
        ["签发日期", "2026年6月18日"], ["抄送", $"{Department}，区教育督导委员会主任、副主任，区政府督查室"], .. Listed(items),
    ], stop);

    private async Task Order(School school, int place, string[][] own, CancellationToken stop)
    {
        var order = (await district.Orders(school, stop))[place].GetProperty("order");
        var letter = (await Document(school, "督导意见书", stop)).GetProperty("number").GetString();
        var number = order.GetProperty("number").GetString()!;
        await Compare($"{own[0][0]}{number}", order.GetProperty("document").GetString(),
        [
            .. own, [number], ["督办事项", "逾期未完成问题整改"],
            ["被督办单位", order.GetProperty("unit").GetString()!], ["主管部门", Department],
            ["督办依据", $"督导意见书{letter}；义务教育学校管理标准"], ["督办要求", "逐项报送整改报告和佐证材料"],
            ["反馈方式与材料", "办理链接逐项报送；佐证材料"], ["督办联系人", "窦文静", "电话", "000-55500003"],
            ["签收栏", "签收人"], ["反馈栏"], ["核查意见栏"], ["办结意见栏"],
        ], stop);
    }

    private async Task Letter(School school, string kind, string[][] rows, CancellationToken stop)
    {
        var document = await Document(school, kind, stop);
        var number = document.GetProperty("number").GetString()!;
        await Compare($"{kind}{number}", document.GetProperty("id").GetString(), [[number, kind], .. rows], stop);
    }

    private async Task<JsonElement> Document(School school, string kind, CancellationToken stop) =>
        (await district.Case(school, stop)).GetProperty("documents").EnumerateArray()
            .Single(document => document.GetProperty("title").GetString()!.StartsWith(kind, StringComparison.Ordinal));

    private async Task Compare(string what, string? document, string[][] rows, CancellationToken stop)
    {
        var paragraphs = Paragraphs(await district.Download(District.Director, $"/api/v1/documents/{document}", stop));
        compare.Same($"{what}，应有{rows.Length}项内容，缺少",
            [], rows.Where(row => !Stands(row, paragraphs)).Select(row => string.Join(' ', row)));
    }

    private static string[][] Listed(int[] items) =>
    [
        ["问题清单"], ["序号", "问题", "整改要求", "原定期限", "当前状态"],
        .. Rows(items, WorkedExample.Requirement, "2026年5月27日", "整改中"),
    ];

    private static IEnumerable<string[]> Rows(int[] items, params string[] further) => items.Select(
        item => (string[])[item.ToString(CultureInfo.InvariantCulture), WorkedExample.Facts[item - 1], .. further]);

    /// <summary>The parts of a row stand one after the other, each within a paragraph of its own.</summary>
    private static bool Stands(string[] row, string[] paragraphs) => Enumerable.Range(0, paragraphs.Length).Any(at =>
        at + row.Length <= paragraphs.Length && row.Select((part, place) =>
            paragraphs[at + place].Contains(part, StringComparison.Ordinal)).All(stands => stands));

    /// <summary>Those with text; a cell of a table is one or several of them.</summary>
    private static string[] Paragraphs(byte[] docx)
    {
        using var archive = new ZipArchive(new MemoryStream(docx));
        using var part = new StreamReader(archive.GetEntry("word/document.xml")!.Open());
        return
        [
            .. part.ReadToEnd().Split("</w:p>")
                .Select(paragraph => WebUtility.HtmlDecode(TagPattern().Replace(paragraph, "")))
                .Where(text => !string.IsNullOrWhiteSpace(text)),
        ];
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex TagPattern();
}
