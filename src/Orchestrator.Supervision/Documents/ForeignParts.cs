using System.Collections.Immutable;
using System.IO.Compression;
using System.Xml;

namespace Orchestrator.Supervision.Documents;

/// <summary>
/// What a Word file fetches from elsewhere or brings along beside its own text. Whoever opens a signed paper would load
/// the one without a word, and run the other: a template is to stand by itself.
/// </summary>
internal static class ForeignParts
{
    private const string Namespace = "http://schemas.openxmlformats.org/package/2006/relationships";

    /// <summary>What may point out of the file: nothing is fetched until somebody clicks it.</summary>
    private const string Hyperlink = "hyperlink";

    /// <summary>Kinds of relationships by the last word of their type: macros, objects of other programs, ActiveX, text
    /// of other formats.</summary>
    private static readonly ImmutableArray<string> Brought =
        ["vbaProject", "oleObject", "package", "control", "aFChunk"];

    /// <summary>A clause for each, with the part and the relationship; none where the file stands by itself.</summary>
    /// <exception cref="XmlException">Its relationships cannot be read.</exception>
    public static IEnumerable<string> In(ZipArchive file) => file.Entries
        .Where(entry => entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
        .SelectMany(entry => Relationships(entry).Select(one => Clause(entry.FullName, one)).OfType<string>());

    private sealed record Relationship(string Id, string Kind, string Target, bool IsExternal);

    private static string? Clause(string part, Relationship one)
    {
        var name = $"{part}中的关系{one.Id}（{one.Kind}，{one.Target}）";
        return one switch
        {
            _ when Brought.Contains(one.Kind, StringComparer.OrdinalIgnoreCase) =>
                $"{name}是宏、嵌入的对象或其他格式的内容；文书模板期望只有文字、表格和图片，请删除后另存为docx重新上传",
            { IsExternal: true, Kind: not Hyperlink } =>
                $"{name}指向文件之外；文书模板期望自成一体，只有超链接可以指向别处，请把它嵌入或断开链接后重新上传",
            _ => null,
        };
    }

    private static List<Relationship> Relationships(ZipArchiveEntry entry)
    {
        var found = new List<Relationship>();
        using var stream = entry.Open();
        using var xml = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (xml.Read())
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship", NamespaceURI: Namespace })
                found.Add(Read(xml));
        return found;
    }

    /// <summary>An address with a scheme points out of the file, whatever the file says of it.</summary>
    private static Relationship Read(XmlReader xml)
    {
        var target = xml.GetAttribute("Target") ?? "";
        var mode = xml.GetAttribute("TargetMode");
        return new Relationship(
            xml.GetAttribute("Id") ?? "", (xml.GetAttribute("Type") ?? "").Split('/')[^1], target,
            string.Equals(mode, "External", StringComparison.OrdinalIgnoreCase) || target.Contains(':'));
    }
}
