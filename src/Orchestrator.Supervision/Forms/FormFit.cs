using System.Collections.Immutable;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>Whether a form asks for what its act reads: the form before it is published (SU087).</summary>
public static class FormFit
{
    public static IEnumerable<Problem> Of(string path, FormDefinition form, FormNeeds needs)
    {
        string[] known = [.. form.Outcomes.Select(outcome => outcome.Name)];
        foreach (var missing in needs.Outcomes.Except(known))
            yield return Wrong(path, $"缺少办理结果“{missing}”；请在 outcomes 中补上");
        foreach (var strange in known.Except(needs.Outcomes))
            yield return Wrong(path,
                $"有办理结果“{strange}”，办理程序只认识{string.Join('、', needs.Outcomes)}；请删去或改名");
        foreach (var problem in needs.Fields.SelectMany(need => OfField(path, (form, form.Fields), need)))
            yield return problem;
    }

    private static IEnumerable<Problem> OfField(
        string path, (FormDefinition Form, ImmutableArray<FormField> Fields) at, NeededField need)
    {
        if (at.Fields.FirstOrDefault(known => known.Name == need.Name) is not { } field)
            return need.Need == Need.Read ? [] : [Wrong(path, $"缺少“{need.Name}”（{need.Kind}）；请在 fields 中补上")];
        if (!IsSame(field.Kind, need.Kind))
            return [Wrong(path, $"的“{field.Name}”应为{need.Kind}，实为{field.Kind}；请改正 kind")];
        return
        [
            .. OfFilling(path, at.Form, (field, need)), .. OfValues(path, field, need),
            .. need.Fields.SelectMany(inner => OfField(path, (at.Form, field.Fields), inner)),
        ];
    }

    private static IEnumerable<Problem> OfFilling(
        string path, FormDefinition form, (FormField Field, NeededField Need) one)
    {
        var (field, need) = one;
        if (need.Need != Need.Filled || field.IsRequired)
            yield break;
        if (need.OnlyFor is null)
            yield return Wrong(path, $"的“{field.Name}”应为必填；请写上 \"required\": true");
        else if (form.Outcomes.Any(outcome => outcome.Name == need.OnlyFor && !outcome.Requires.Contains(field.Name)))
            yield return Wrong(path,
                $"的办理结果“{need.OnlyFor}”应要求填写“{field.Name}”；请写进它的 requires");
    }

    private static IEnumerable<Problem> OfValues(string path, FormField field, NeededField need)
    {
        string[] strange = need.Kind is not (FieldKind.Choice or FieldKind.Choices)
            ? [] : [.. field.Options.Select(option => option.Value).Except(need.Values)];
        if (strange.Length > 0)
            yield return Wrong(path, $"的“{field.Name}”有选项{string.Join('、', strange)}，"
                + (need.Values.IsEmpty ? "而选项由办理程序按案情给出；请删去 options"
                    : $"办理程序只认识{string.Join('、', need.Values)}；请删去或改正 value"));
        else if (!need.Values.IsEmpty && field.Options.IsEmpty)
            yield return Wrong(path, $"的“{field.Name}”没有选项；请从{string.Join('、', need.Values)}中列出");
        if (need.Range is { } range
            && ((field.LeastNumber ?? int.MinValue) < range.Least || (field.MostNumber ?? int.MaxValue) > range.Most))
            yield return Wrong(path, $"的“{field.Name}”应在{range.Least}至{range.Most}之间；"
                + "请改正 leastNumber 和 mostNumber");
    }

    private static bool IsSame(FieldKind given, FieldKind needed) => given == needed || IsText(given) && IsText(needed);

    private static bool IsText(FieldKind kind) => kind is FieldKind.Text or FieldKind.LongText;

    private static Problem Wrong(string path, string sentence) => new("SU087", path, $"表单{path}{sentence}。");
}
