using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>A form to be filled as somebody fills it who has nothing particular to say.</summary>
public sealed record FormToFill
{
    public required FormDefinition Form { get; init; }
    public required FormNeeds Needs { get; init; }
    public required FormSetting Setting { get; init; }
    public required FormOutcome Outcome { get; init; }

    /// <summary>What a date is that nobody gave.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Rows of a list that nothing stands in yet.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>What somebody does have to say, as they would write it, by field; <c>rows.field</c> is every row's.
    /// </summary>
    public ImmutableDictionary<string, string> Given { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>
/// Fills a form by its own declaration: what it requires, what its act cannot do without, what was given, and nothing
/// else. Pure: transcripts and rehearsals answer the same question with the same words.
/// </summary>
public sealed class FormFilling
{
    private static readonly byte[] Sample = "%PDF-1.4\n% 演示用的附件，没有内容\n"u8.ToArray();

    private readonly FormToFill asked;

    private FormFilling(FormToFill asked) => this.asked = asked;

    /// <summary>
    /// An object for <c>AnswerTask</c>. What was given and has no field stands in it as well: its check refuses it.
    /// </summary>
    public static JsonElement Of(FormToFill asked)
    {
        var filled = new FormFilling(asked).Object("", (asked.Form.Fields, asked.Needs.Fields), Json.EmptyObject);
        var unknown = asked.Given.Keys.Except(asked.Form.Fields.SelectMany(
            field => field.Fields.Select(inner => $"{field.Name}.{inner.Name}").Prepend(field.Name)));
        return Json.Of(filled.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value))
            .Concat(unknown.Select(name => KeyValuePair.Create(name, Json.Of(asked.Given[name])))));
    }

    /// <summary>One small file where the form, or its act, wants any.</summary>
    public static ImmutableArray<UploadedFile> Files(FormToFill asked)
    {
        var filling = new FormFilling(asked);
        var wanted = asked.Form.Fields.Any(field => field.Kind == FieldKind.Files
            && filling.IsWanted(field, asked.Needs.Fields, isInRow: false));
        return wanted ? [new UploadedFile("演示附件.pdf", Sample)] : [];
    }

    private JsonElement Object(
        string path, (ImmutableArray<FormField> Fields, ImmutableArray<NeededField> Needs) of, JsonElement begun) =>
        Json.Of(of.Fields.SelectMany(field => Member(path, field, (of.Needs, begun))));

    private IEnumerable<KeyValuePair<string, JsonElement>> Member(
        string path, FormField field, (ImmutableArray<NeededField> Needs, JsonElement Begun) beside)
    {
        var begun = beside.Begun.Member(field.Name)
            ?? (path.Length == 0 ? asked.Setting.Values.Member(field.Name) : null);
        var value = field.Kind switch
        {
            FieldKind.Files => null,
            FieldKind.Rows => Rows(field, beside.Needs.FirstOrDefault(need => need.Name == field.Name), begun),
            _ when asked.Given.TryGetValue(path + field.Name, out var said) => Said(path, field, said),
            _ when begun is not null => begun,
            _ => IsWanted(field, beside.Needs, path.Length > 0) ? Something(path, field) : null,
        };
        return value is { } known ? [KeyValuePair.Create(field.Name, known)] : [];
    }

    private bool IsWanted(FormField field, ImmutableArray<NeededField> needs, bool isInRow) =>
        field.IsRequired || (!isInRow && asked.Outcome.Requires.Contains(field.Name))
        || needs.Any(need => need.Name == field.Name && (need.Need == Need.Asked
            || (need.Need == Need.Filled && (need.OnlyFor ?? asked.Outcome.Name) == asked.Outcome.Name)));

    private JsonElement? Rows(FormField field, NeededField? need, JsonElement? begun)
    {
        var of = (field.Fields, need?.Fields ?? []);
        if (begun is { ValueKind: JsonValueKind.Array } rows)
            return Json.Of(rows.EnumerateArray().Select(row => Object(field.Name + ".", of, row)));
        var isWanted = field.IsRequired || need is { Need: not Need.Read }
            || asked.Given.Keys.Any(name => name.StartsWith(field.Name + ".", StringComparison.Ordinal));

        // A list whose rows choose among nothing has no rows to fill.
        return isWanted && field.Fields.All(inner => inner.Kind != FieldKind.Choice || !inner.IsRequired
                || !Options(field.Name + ".", inner).IsEmpty)
            ? Json.Of(Enumerable.Range(0, asked.Rows).Select(_ => Object(field.Name + ".", of, Json.EmptyObject)))
            : null;
    }

    private JsonElement? Something(string path, FormField field) => field.Kind switch
    {
        FieldKind.Date => Day(asked.Today),
        FieldKind.WholeNumber => Json.Of((long)(field.LeastNumber ?? 1)),
        FieldKind.YesNo => Json.True,

        // Neither the mildest nor the gravest of what may be chosen.
        FieldKind.Choice => Options(path, field) is { IsEmpty: false } options
            ? Json.Of(options[(options.Length - 1) / 2].Value) : null,
        FieldKind.Choices => Json.Of(Options(path, field).Select(option => Json.Of(option.Value))),
        _ => Json.Of($"{field.Label}（演示）"),
    };

    private JsonElement Said(string path, FormField field, string said) => field.Kind switch
    {
        FieldKind.WholeNumber when int.TryParse(said, CultureInfo.InvariantCulture, out var number) =>
            Json.Of((long)number),
        FieldKind.YesNo when said is "是" or "否" => Json.Of(said == "是"),
        FieldKind.Choice => Chosen(path, field, said),
        FieldKind.Choices => Json.Of(said.Split(',', '，', '、').Select(one => Chosen(path, field, one))),
        _ => Json.Of(said),
    };

    /// <summary>By value or by label; whatever else was said is left for the check of the answer to refuse.</summary>
    private JsonElement Chosen(string path, FormField field, string said) => Json.Of(
        Options(path, field).FirstOrDefault(option => option.Label == said)?.Value ?? said);

    private ImmutableArray<FormOption> Options(string path, FormField field) =>
        field.Options.IsEmpty ? asked.Setting.Options.GetValueOrDefault(path + field.Name, []) : field.Options;

    private static JsonElement Day(DateOnly day) =>
        Json.Of(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
