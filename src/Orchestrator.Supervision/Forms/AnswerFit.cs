using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>
/// Whether an answer holds what its act reads (SU088). A version that was published before the check may have a form
/// that asks for less; its cases go on, and only the answer that cannot be acted on is refused.
/// </summary>
public static class AnswerFit
{
    public static IEnumerable<Problem> Of(FormNeeds needs, FormSetting setting, RawAnswer answer)
    {
        var at = new Read(setting, answer.Outcome);

        // An act of one outcome does the same whatever its button was called.
        if (needs.Outcomes.Length > 1 && !needs.Outcomes.Contains(answer.Outcome))
            yield return Wrong("outcome", $"办理结果“{answer.Outcome}”没有对应的办理程序");
        foreach (var problem in needs.Fields.SelectMany(need => OfField(at, (answer.Content, need))))
            yield return problem;
    }

    private static IEnumerable<Problem> OfField(Read at, (JsonElement Content, NeededField Need) one)
    {
        var (content, need) = one;
        if (need.Kind == FieldKind.Files)
            return [];
        var value = content.Member(need.Name) ?? Json.Null;
        if (AnswerCheck.IsEmpty(value))
            return need.Need == Need.Filled && (need.OnlyFor ?? at.Outcome) == at.Outcome
                ? [Wrong(at.Path + need.Name, $"表单没有要求填写“{need.Name}”，而办理必须有它")]
                : [];
        if (!IsReadable(at, need, value))
            return [Wrong(at.Path + need.Name, $"“{need.Name}”的填法不是办理程序认识的")];
        return need.Kind != FieldKind.Rows ? [] : value.EnumerateArray().SelectMany((row, place) =>
            need.Fields.SelectMany(inner => OfField(at.Row(need.Name, place), (row, inner))));
    }

    private static bool IsReadable(Read at, NeededField need, JsonElement value) => need.Kind switch
    {
        FieldKind.Date => value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(
            value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        FieldKind.WholeNumber => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && (need.Range is not { } range || (number >= range.Least && number <= range.Most)),
        FieldKind.YesNo => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        FieldKind.Choice => IsKnown(at, need, value),
        FieldKind.Choices => value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(chosen => IsKnown(at, need, chosen)),
        FieldKind.Rows => value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object),
        _ => value.ValueKind == JsonValueKind.String,
    };

    private static bool IsKnown(Read at, NeededField need, JsonElement chosen) =>
        chosen.ValueKind == JsonValueKind.String && (need.Values.IsEmpty
            ? at.Setting.Options.GetValueOrDefault(at.Key + need.Name, []).Any(one => one.Value == chosen.GetString())
            : need.Values.Contains(chosen.GetString()!));

    private static Problem Wrong(string where, string sentence) => new("SU088", where,
        $"{sentence}；这项任务用的是以前发布的表单，什么也没有改变，请与系统管理员联系。");

    /// <summary>Where the reading is: the outcome that was chosen, and the row.</summary>
    private sealed record Read(FormSetting Setting, string Outcome)
    {
        public string Path { get; private init; } = "";

        /// <summary>As <see cref="FormSetting.Options"/> names the fields of rows.</summary>
        public string Key { get; private init; } = "";

        public Read Row(string rows, int place) => this with { Path = $"{rows}[{place}].", Key = $"{rows}." };
    }
}
