using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace Orchestrator.Server.Tour;

/// <summary>The text of a Word document, as it is downloaded.</summary>
internal static partial class OrderPaper
{
    /// <summary>What a 督办单 must show (§8).</summary>
    public static readonly string[] Fields =
    [
        "督办事项", "被督办单位", "主管部门", "督办依据", "问题清单", "督办要求", "办结时限", "反馈", "督办次数", "签发人",
        "签发日期", "联系人", "电话", "抄送", "签收", "核查意见", "办结意见",
    ];

    public static string Text(byte[] docx)
    {
        using var archive = new ZipArchive(new MemoryStream(docx));
        using var part = new StreamReader(archive.GetEntry("word/document.xml")!.Open());
        return WebUtility.HtmlDecode(TagPattern().Replace(part.ReadToEnd(), ""));
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex TagPattern();
}
