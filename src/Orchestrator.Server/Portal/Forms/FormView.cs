using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>A form as it stands on a page: what is asked, what was typed so far, what stands against it.</summary>
public sealed record FormView
{
    public required FormDefinition Form { get; init; }
    public FormSetting Setting { get; init; } = FormSetting.Plain;

    /// <summary>An object; may hold values that do not fit, exactly as they were typed.</summary>
    public required JsonElement Content { get; init; }
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Files that came with what was posted; a page that is shown again cannot keep them chosen.</summary>
    public int FilesGone { get; init; }

    public IEnumerable<FieldView> Fields => Form.Fields.Select(one => new FieldView(this, one)
    {
        Path = one.Name,
        Value = Content.Member(one.Name) ?? Json.Null,
    });

    /// <summary>A form as it is first opened.</summary>
    public static FormView Fresh(FormDefinition form, FormSetting setting) =>
        new() { Form = form, Setting = setting, Content = setting.Values };

    /// <summary>The element that a problem is about, to jump to; null where the page shows no such field.</summary>
    public string? AnchorOf(Problem problem) => problem.Where switch
    {
        "files" => Form.Fields.FirstOrDefault(field => field.Kind == FieldKind.Files)?.Name is { } name
            ? FieldView.IdOf(name) : null,
        var path when Form.Fields.Any(field => path == field.Name
            || path.StartsWith(field.Name + "[", StringComparison.Ordinal)) => FieldView.IdOf(path),
        _ => null,
    };
}

/// <summary>One field of a form, or of one of its rows.</summary>
public sealed record FieldView(FormView View, FormField Field)
{
    /// <summary>Where it stands in the answer: <c>findings[0].fact</c>. Problems name it the same way.</summary>
    public required string Path { get; init; }

    /// <summary>What was typed; null where nothing was.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>The name of the input; the prefix keeps fields apart from what the page itself posts.</summary>
    public string Name => PostedForm.Prefix + Path;
    public string Id => IdOf(Path);
    public string HelpId => Id + "-help";
    public string WrongId => Id + "-wrong";
    public string Text => Value.ValueKind == JsonValueKind.Array ? "" : Value.AsText() ?? "";

    public ImmutableArray<Problem> Problems =>
        [.. View.Problems.Where(problem => problem.Where == Path
            || (Field.Kind == FieldKind.Files && problem.Where == "files"))];

    /// <summary>Everything a screen reader should say with the input.</summary>
    public string? DescribedBy => (Field.Help, Problems.IsEmpty) switch
    {
        (null, true) => null,
        (null, false) => WrongId,
        (_, true) => HelpId,
        _ => $"{HelpId} {WrongId}",
    };

    public ImmutableArray<FormOption> Options => Field.Options.IsEmpty
        ? View.Setting.Options.GetValueOrDefault(OptionsKey, [])
        : Field.Options;

    /// <summary>Too many boxes to look through: the list scrolls, and typing narrows it.</summary>
    public bool IsLong => Field.Kind == FieldKind.Choices && Options.Length > 20;

    public bool IsChosen(FormOption option) => Value.ValueKind == JsonValueKind.Array
        ? Value.EnumerateArray().Any(one => one.AsText() == option.Value)
        : Value.AsText() == option.Value;

    /// <summary>The rows so far; a list that must not stay empty begins with one blank row.</summary>
    public IReadOnlyList<ImmutableArray<FieldView>> Rows
    {
        get
        {
            List<JsonElement> rows = Value.ValueKind == JsonValueKind.Array ? [.. Value.EnumerateArray()] : [];
            if (rows.Count == 0 && Field.IsRequired)
                rows.Add(Json.EmptyObject);
            return [.. rows.Select((row, index) => RowOf(row, index))];
        }
    }

    public static string IdOf(string path) =>
        "f-" + path.Replace("].", "-", StringComparison.Ordinal).Replace('[', '-').Replace('.', '-').TrimEnd(']');

    private string OptionsKey => string.Join('.', Path.Split('.').Select(part => part.Split('[')[0]));

    private ImmutableArray<FieldView> RowOf(JsonElement row, int index) =>
    [
        .. Field.Fields.Select(field => new FieldView(View, field)
        {
            Path = $"{Path}[{index}].{field.Name}",
            Value = row.Member(field.Name) ?? Json.Null,
        }),
    ];
}
