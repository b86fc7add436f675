using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>An answer as it is read: each field with its label, and what was chosen by its name.</summary>
public static class AnsweredView
{
    /// <summary>What an officer fills in for a receipt on paper; the form itself does not ask for it.</summary>
    private static readonly FormField onPaper =
        new() { Name = "receivedOn", Kind = FieldKind.Date, Label = "纸质回执上的签收日期" };

    public static FormView Of(AnswerSheet sheet) => FormView.Fresh(
        sheet.Content.Member(onPaper.Name) is null || sheet.Form.Fields.Any(field => field.Name == onPaper.Name)
            ? sheet.Form
            : sheet.Form with { Fields = sheet.Form.Fields.Add(onPaper) },
        sheet.Setting) with
    { Content = sheet.Content };

    /// <summary>The button that was pressed, and what came of it where that is something else.</summary>
    public static string Outcome(AnswerSheet sheet) => sheet.Chosen is { } chosen
        ? $"{Outcome(sheet.Form, chosen)}（{Outcome(sheet.Form, sheet.Outcome)}）"
        : Outcome(sheet.Form, sheet.Outcome);

    /// <summary>A button's label; an outcome that no button has is the act's own.</summary>
    public static string Outcome(FormDefinition form, string outcome) =>
        form.Outcomes.FirstOrDefault(known => known.Name == outcome)?.Label
        ?? (outcome == "SecondNeeded" ? "已作出结论，待另一人核查" : outcome);

    public static string Text(FieldView field) => field.Value.ValueKind switch
    {
        JsonValueKind.Null => "未填写",
        JsonValueKind.True => "是",
        JsonValueKind.False => "否",
        JsonValueKind.Array => string.Join('、', field.Value.EnumerateArray().Select(one => Label(field, one.AsText()))),
        _ => Label(field, field.Value.AsText()),
    };

    public static string FilesLabel(FormDefinition form) =>
        form.Fields.FirstOrDefault(field => field.Kind == FieldKind.Files)?.Label ?? "附件";

    private static string Label(FieldView field, string? value) =>
        field.Options.FirstOrDefault(option => option.Value == value)?.Label ?? value ?? "";
}
