using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// Before a folder is published: each mail can be read, goes to roles that exist, lies in a layout, and mentions only
/// fields that something sets. A misspelt one would leave a hole in a letter to a school.
/// </summary>
public sealed class LetterCheck : IFolderCheck
{
    private static readonly string[] Layouts = ["_shared/mail/layout.text.liquid", "_shared/mail/layout.html.liquid"];

    /// <summary>What the layout gets beside the letter's own.</summary>
    private static readonly string[] OfLayouts = ["body", "paragraphs", "link"];

    /// <summary>Liquid's own words for a list or a text.</summary>
    private static readonly string[] OfLists = ["size", "first", "last"];

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition)
    {
        var mails = folder.Files.Where(file => file.Key.Contains("mail/M-", StringComparison.Ordinal)).ToList();
        var missing = mails.Count == 0 ? [] : Layouts.Where(layout => !folder.Files.ContainsKey(layout));
        return mails.SelectMany(file => OfLetter(file.Key, file.Value.Span))
            .Concat(folder.Files.Where(file => Layouts.Contains(file.Key))
                .SelectMany(file => OfLayout(file.Key, file.Value.Span)))
            .Concat(missing.Select(layout => new Problem("SU070", layout, $"邮件的版式{layout}不存在；请放入该文件。")));
    }

    private static List<Problem> OfLetter(string path, ReadOnlySpan<byte> file)
    {
        var (template, problems) = LetterTemplate.Read(path, file);
        return template is null
            ? [.. problems]
            : [.. Unset(path, template.Subject.Fields.Concat(template.Body.Fields), LetterFieldNames.Of(path))];
    }

    private static List<Problem> OfLayout(string path, ReadOnlySpan<byte> file)
    {
        var (layout, problem) = TextTemplate.Parse(Encoding.UTF8.GetString(file));
        return layout is null
            ? [problem! with { Where = path }]
            : [.. Unset(path, layout.Fields, [.. LetterFieldNames.OfAll, .. OfLayouts])];
    }

    private static IEnumerable<Problem> Unset(
        string path, IEnumerable<string> used, IReadOnlyCollection<string> known) =>
        from field in used.Distinct().Order(StringComparer.Ordinal)
        where !IsSet(field, known)
        select new Problem("SU076", path,
            $"邮件模板用到字段“{field}”，但没有人填写它；请改正拼写或删除。{Alike(field, known)}");

    /// <summary>Of the same object, or of the same name: the whole list is too long to be read.</summary>
    private static string Alike(string field, IReadOnlyCollection<string> known)
    {
        var parts = field.Split('.');
        var alike = known.Where(one => parts.Length > 1 && one.StartsWith(parts[0] + '.', StringComparison.Ordinal)
            || one.Split('.')[^1] == parts[^1]).ToList();
        return alike.Count > 0 ? $"相近的有：{string.Join('、', alike)}。" : "可用的字段见workflows/README.md。";
    }

    private static bool IsSet(string field, IReadOnlyCollection<string> known)
    {
        var dot = field.LastIndexOf('.');
        return known.Contains(field)
            || known.Any(one => one.StartsWith(field + '.', StringComparison.Ordinal))
            || (dot > 0 && OfLists.Contains(field[(dot + 1)..]) && IsSet(field[..dot], known));
    }
}
