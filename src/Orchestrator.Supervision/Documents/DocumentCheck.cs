using System.Collections.Frozen;
using System.IO.Compression;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Documents;

/// <summary>
/// Before a folder is published: each Word template can be opened, is named as a kind of document, stands by itself,
/// and mentions only fields that something sets. A mark that nobody fills would leave a hole in a signed paper.
/// </summary>
public sealed class DocumentCheck : IFolderCheck
{
    /// <summary>
    /// Of all parts of a Word file: it is a zip itself, and a small one may unfold to more than the memory holds.
    /// </summary>
    public const long MostUnpackedBytes = 64 * 1024 * 1024;

    private static readonly string[] Always = ["number", "issuedOn", "signedBy", .. DayWords.FieldNames];

    private static readonly string[] OfOpinions =
    [
        "unit.name", "unit.shortName", "department", "campaign.title", "campaign.basis", "onSiteFrom", "onSiteTo",
        "evaluation", "replyToDefence", "items.number", "items.indicator", "items.fact", "items.basis",
        "items.requirement", "items.severity", "items.type", "items.days", "withItems.mark", "withoutItems.mark",
    ];

    private static readonly string[] OfInterviews =
    [
        "unit.name", "unit.shortName", "department", "ground", "fact", "orderNumber", "interviewee", "presider",
        "staff", "place", "agenda", "materials", "meetsOn", "meetsAt", "contact", "contactPhone", "copies",
    ];

    private static readonly FrozenDictionary<string, string[]> Known = new Dictionary<string, string[]>
    {
        [nameof(DocumentKind.InspectionNotice)] =
        [
            "title", "basis", "scheme", "onSiteFrom", "onSiteTo", "selfEvaluation", "units.name", "team.name",
            "team.part", "withSelfEvaluation.mark",
        ],
        [nameof(DocumentKind.SupervisionOpinion)] = OfOpinions,
        [nameof(DocumentKind.RectificationNotice)] = OfOpinions,
        [nameof(DocumentKind.SupervisoryOrder)] =
        [
            "matter", "unit.name", "unit.shortName", "department", "basis", "times", "limitDays", "limit",
            "requirement", "feedback", "contact", "contactPhone", "copies", "items.number", "items.fact",
            "items.requirement", "items.originalDueOn", "items.state",
        ],
        [nameof(DocumentKind.OrderWithdrawal)] =
        [
            "orderNumber", "orderIssuedOn", "matter", "reason", "unit.name", "unit.shortName", "department",
        ],
        [nameof(DocumentKind.InterviewNotice)] = OfInterviews,
        [nameof(DocumentKind.InterviewRecord)] =
        [
            .. OfInterviews, "noticeNumber", "attendees", "facts", "requirements", "statement", "signing",
            "commitments.number", "commitments.content", "commitments.dueOn",
        ],
        [nameof(DocumentKind.SupervisionReport)] = ["title", "summary", "items"],
    }.ToFrozenDictionary();

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
        folder.Files.Where(file => file.Key.StartsWith("documents/", StringComparison.Ordinal))
            .SelectMany(file => Check(file.Key, file.Value));

    private static List<Problem> Check(string path, ReadOnlyMemory<byte> template)
    {
        var kind = Path.GetFileNameWithoutExtension(path);
        return Path.GetExtension(path) != ".docx" || !Known.TryGetValue(kind, out var known)
            ? [Wrong(path, $"不是已知的文书；文件应为以下之一：{string.Join("、", Known.Keys.Order())}，扩展名docx")]
            : Inside(path, template, known)
                ?? [Wrong(path, "不能作为Word文档打开，或者展开后过大；请用WPS或Word另存为docx后重新上传")];
    }

    /// <summary>Null where it is no Word document, or one that is far too large.</summary>
    private static List<Problem>? Inside(string path, ReadOnlyMemory<byte> template, string[] known)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(template.ToArray()), ZipArchiveMode.Read);

            // No entry unfolds further than it says of itself.
            if (zip.Entries.Sum(entry => entry.Length) > MostUnpackedBytes)
                return null;
            var foreign = ForeignParts.In(zip).Concat(FetchingFields.In(zip))
                .Select(clause => new Problem("SU077", path, $"文书模板{path}里{clause}。")).ToList();
            return foreign.Count > 0 ? foreign :
            [
                .. DocumentTemplate.Fields(template).Except([.. known, .. Always]).Order(StringComparer.Ordinal)
                    .Select(field => Wrong(path, $"用到字段“{field}”，但没有任何步骤填写它；"
                        + $"可用：{string.Join("、", known.Concat(Always))}")),
            ];
        }
        catch (Exception failure) when (failure is DocumentFormat.OpenXml.Packaging.OpenXmlPackageException
            or InvalidDataException or System.Xml.XmlException or FileFormatException or IOException)
        {
            return null;
        }
    }

    private static Problem Wrong(string path, string sentence) => new("SU071", path, $"文书模板{path}{sentence}。");
}
