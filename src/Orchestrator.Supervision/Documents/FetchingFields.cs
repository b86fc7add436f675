using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Orchestrator.Supervision.Documents;

/// <summary>Fields of a Word file that fetch something from elsewhere: they need no relationship for it.</summary>
internal static class FetchingFields
{
    private static readonly FrozenSet<string> Fetching = new[]
    {
        "DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "RD",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A clause for each, with the part; none where no field fetches anything.</summary>
    /// <exception cref="XmlException">A part cannot be read.</exception>
    public static IEnumerable<string> In(ZipArchive file) =>
        from entry in file.Entries
        where entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
        from name in Codes(entry).Select(code => code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0])
        where Fetching.Contains(name)
        select $"{entry.FullName}中的域{name}会取来文件之外的内容；文书模板期望自成一体，请删除该域，图片请直接插入后重新上传";

    /// <summary>What each field says, as far as the field within it; none of them is empty.</summary>
    private static List<string> Codes(ZipArchiveEntry part)
    {
        var codes = new List<string>();
        var code = new StringBuilder();
        using var stream = part.Open();
        using var xml = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        for (var isCode = false; xml.Read();)
        {
            isCode = xml.NodeType switch
            {
                XmlNodeType.Element => xml is { LocalName: "instrText", IsEmptyElement: false },
                XmlNodeType.EndElement => false,
                _ => isCode,
            };
            if (isCode && xml.NodeType is not XmlNodeType.Element)
                code.Append(xml.Value);
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "fldSimple" })
                codes.Add(xml.GetAttribute("instr", xml.NamespaceURI) ?? "");
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "fldChar" })
                End(code, codes);
        }

        End(code, codes);
        return [.. codes.Where(one => !string.IsNullOrWhiteSpace(one))];
    }

    /// <summary>Word splits a code over runs as it likes; a mark of the field ends it.</summary>
    private static void End(StringBuilder code, List<string> codes)
    {
        codes.Add($"{code}");
        code.Clear();
    }
}
