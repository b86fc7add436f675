using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Supervision.Letters;

/// <summary>Whom a letter may go to, as its front matter names them.</summary>
public enum LetterRole
{
    LiaisonOfficer, UnitHead, SupervisingDepartment, DepartmentHead, Team, TeamLeader, Signer, Submitter, CaseOfficer,
    OfficeDirector, CommitteeChair, CommitteeDeputy, ChiefInspector, GovernmentOversight,
}

/// <summary>
/// <c>mail/M-02.liquid</c>: front matter between two lines of dashes (to, cc, subject), then the text in Liquid.
/// </summary>
public sealed record LetterTemplate
{
    public required ImmutableArray<LetterRole> To { get; init; }
    public ImmutableArray<LetterRole> Cc { get; init; } = [];
    public required TextTemplate Subject { get; init; }
    public required TextTemplate Body { get; init; }

    /// <summary>The template, or SU070 for each thing that is wrong with it.</summary>
    public static (LetterTemplate? Template, ImmutableArray<Problem> Problems) Read(
        string where, ReadOnlySpan<byte> file)
    {
        var text = Encoding.UTF8.GetString(file).TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var parts = text.Split("---\n", 3);
        if (parts is not ["", var head, var body])
            return (null, [Wrong(where, "应以两行“---”之间的收件人和主题开头")]);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var lines = Lines(where, head, problems);
        var to = Roles(where, lines.GetValueOrDefault("to"), problems);
        var cc = Roles(where, lines.GetValueOrDefault("cc"), problems);
        if (to.IsEmpty)
            problems.Add(Wrong(where, "没有收件人（to）"));
        var (subject, wrongSubject) = TextTemplate.Parse(lines.GetValueOrDefault("subject") ?? "");
        var (content, wrongBody) = TextTemplate.Parse(body);
        problems.AddRange(new[] { wrongSubject, wrongBody }.OfType<Problem>()
            .Select(one => one with { Where = where }));
        return problems.Count > 0
            ? (null, problems.ToImmutable())
            : (new LetterTemplate { To = to, Cc = cc, Subject = subject!, Body = content! }, []);
    }

    private static Dictionary<string, string> Lines(
        string where, string head, ImmutableArray<Problem>.Builder problems)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in head.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts is not ["to" or "cc" or "subject", var value] || !lines.TryAdd(parts[0], value))
                problems.Add(Wrong(where, $"开头的“{line}”应为to、cc或subject，每个只写一行，后面是冒号"));
        }

        return lines;
    }

    private static ImmutableArray<LetterRole> Roles(
        string where, string? names, ImmutableArray<Problem>.Builder problems)
    {
        var roles = ImmutableArray.CreateBuilder<LetterRole>();
        const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (var name in (names ?? "").Split(',', Trimmed))
        {
            if (Enum.TryParse<LetterRole>(name, out var role) && Enum.GetName(role) == name)
                roles.Add(role);
            else
                problems.Add(Wrong(where, $"收件人“{name}”不是已知角色；可用：{string.Join('、', Enum.GetNames<LetterRole>())}"));
        }

        return roles.ToImmutable();
    }

    private static Problem Wrong(string where, string sentence) => new("SU070", where, $"邮件模板{sentence}。");
}
