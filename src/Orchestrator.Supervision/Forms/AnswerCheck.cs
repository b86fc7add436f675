using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>An answer as it came in, before anybody believes it.</summary>
/// <param name="Outcome">The button.</param>
/// <param name="Content">An object with the fields that were filled.</param>
/// <param name="Files">How many files came with it.</param>
public sealed record RawAnswer(string Outcome, JsonElement Content, int Files);

/// <summary>Does an answer fit its form? All that does not, at once, each at its field (SU061).</summary>
public static class AnswerCheck
{
    private const int MostText = 200;
    private const int MostLongText = 8_000;
    private const int MostRows = 100;

    public static ImmutableArray<Problem> Of(FormDefinition form, FormSetting setting, RawAnswer answer)
    {
        var outcome = form.Outcomes.FirstOrDefault(known => known.Name == answer.Outcome);
        if (outcome is null)
            return [Wrong("outcome", $"办理结果应为{Names(form)}之一，实为“{answer.Outcome}”")];
        if (answer.Content.ValueKind != JsonValueKind.Object)
            return [Wrong("content", "答复应为一个对象（字段名和值）")];
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var check = new Check(setting, answer.Files, problems);
        check.Object("", (form.Fields, outcome.Requires), answer.Content);
        return problems.ToImmutable();
    }

    private static string Names(FormDefinition form) =>
        string.Join('、', form.Outcomes.Select(outcome => $"“{outcome.Label}”（{outcome.Name}）"));

    private static Problem Wrong(string where, string sentence) => new("SU061", where, sentence + "。");

    private sealed class Check(FormSetting setting, int files, ImmutableArray<Problem>.Builder problems)
    {
        public void Object(
            string path, (ImmutableArray<FormField> Fields, ImmutableArray<string> Requires) wanted,
            JsonElement content)
        {
            foreach (var member in content.EnumerateObject())
            {
                if (wanted.Fields.All(field => field.Name != member.Name))
                    Add(path + member.Name, $"表单没有“{member.Name}”这一项");
            }

            foreach (var field in wanted.Fields)
            {
                var value = content.TryGetProperty(field.Name, out var given) ? given : Json.Null;
                var must = field.IsRequired || wanted.Requires.Contains(field.Name);
                if (field.Kind == FieldKind.Files)
                    Attached(path + field.Name, field, must);
                else if (!IsEmpty(value))
                    Value(path + field.Name, field, value);
                else if (must)
                    Add(path + field.Name, $"请填写“{field.Label}”");
            }
        }

        private void Attached(string path, FormField field, bool must)
        {
            if (must && files == 0)
                Add(path, $"请上传“{field.Label}”");
            if (files > (field.Most ?? 10))
                Add(path, $"“{field.Label}”最多{field.Most ?? 10}个文件，实为{files}个");
        }

        private void Value(string path, FormField field, JsonElement value)
        {
            switch (field.Kind)
            {
                case FieldKind.Text or FieldKind.LongText:
                    Text(path, field, value);
                    break;
                case FieldKind.Date when !IsDate(value):
                    Add(path, $"“{field.Label}”应为日期（如2026-05-27），实为“{Shown(value)}”");
                    break;
                case FieldKind.WholeNumber:
                    Number(path, field, value);
                    break;
                case FieldKind.YesNo when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                    Add(path, $"“{field.Label}”应为是或否，实为“{Shown(value)}”");
                    break;
                case FieldKind.Choice:
                    Chosen(path, field, value);
                    break;
                case FieldKind.Choices:
                    Each(path, field, value, one => Chosen(path, field, one));
                    Once(path, field, value);
                    break;
                case FieldKind.Rows:
                    var row = 0;
                    Each(path, field, value, one => Row($"{path}[{row++}].", field, one));
                    break;
            }
        }

        private void Text(string path, FormField field, JsonElement value)
        {
            var most = field.Most ?? (field.Kind == FieldKind.Text ? MostText : MostLongText);
            if (value.ValueKind != JsonValueKind.String)
                Add(path, $"“{field.Label}”应为文字，实为“{Shown(value)}”");
            else if (value.GetString()!.Length > most)
                Add(path, $"“{field.Label}”最多{most}个字，实为{value.GetString()!.Length}个");
            else if (PlainText.PlaceOfOther(value.GetString()!) is { } place)
                Add(path, $"“{field.Label}”的第{place}个字符不能显示，也不能保存，可能是粘贴时带来的；请删除后重新提交");
        }

        private void Number(string path, FormField field, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number))
                Add(path, $"“{field.Label}”应为整数，实为“{Shown(value)}”");
            else if (number < (field.LeastNumber ?? int.MinValue) || number > (field.MostNumber ?? int.MaxValue))
                Add(path, $"“{field.Label}”应在{field.LeastNumber}至{field.MostNumber}之间，实为{number}");
        }

        private void Chosen(string path, FormField field, JsonElement value)
        {
            var key = string.Join('.', path.Split('.').Select(part => part.Split('[')[0]));
            var options = field.Options.IsEmpty ? setting.Options.GetValueOrDefault(key, []) : field.Options;
            if (value.ValueKind != JsonValueKind.String || options.All(option => option.Value != value.GetString()))
                Add(path, $"“{field.Label}”应在列出的选项中选择，实为“{Shown(value)}”");
        }

        private void Once(string path, FormField field, JsonElement list)
        {
            if (list.ValueKind == JsonValueKind.Array
                && list.EnumerateArray().CountBy(Shown).FirstOrDefault(one => one.Value > 1) is { Value: > 1 } twice)
                Add(path, $"“{field.Label}”中“{twice.Key}”列了{twice.Value}次；每一项只列一次");
        }

        private void Row(string path, FormField field, JsonElement row)
        {
            if (row.ValueKind == JsonValueKind.Object)
                Object(path, (field.Fields, []), row);
            else
                Add(path.TrimEnd('.'), $"“{field.Label}”的每一行应为一个对象");
        }

        private void Each(string path, FormField field, JsonElement list, Action<JsonElement> check)
        {
            if (list.ValueKind != JsonValueKind.Array)
                Add(path, $"“{field.Label}”应为列表，实为“{Shown(list)}”");
            else if (list.GetArrayLength() > (field.Most ?? MostRows))
                Add(path, $"“{field.Label}”最多{field.Most ?? MostRows}行，实为{list.GetArrayLength()}行");
            else
                list.EnumerateArray().ToList().ForEach(check);
        }

        private void Add(string path, string sentence) => problems.Add(Wrong(path, sentence));
    }

    internal static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static bool IsDate(JsonElement value) => value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(
        value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Shown(JsonElement value) =>
        value.ToString() is { Length: > 40 } text ? text[..40] + "…" : value.ToString();
}
