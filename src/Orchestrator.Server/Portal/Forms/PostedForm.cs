using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>
/// What a browser sent, as the object that the answer check reads. Nothing is refused here: what does not fit stays as
/// it was typed, so that the check can name it and the page can show it again.
/// </summary>
public static class PostedForm
{
    public const string Prefix = "f.";

    /// <summary>The button of a row: <c>findings+</c> adds one, <c>findings-2</c> takes the third away.</summary>
    public const string RowButton = "row";

    /// <summary>Rows read of one field; more than any form allows, so that the check can still say so.</summary>
    private const int MostRows = 200;

    /// <summary>The answer; rows in which nothing was filled are left out.</summary>
    public static JsonElement Content(FormDefinition form, IFormCollection posted) =>
        Object(Prefix, form.Fields, (posted, KeepsBlankRows: false));

    /// <summary>The same after a row button, blank rows included; null where none was pressed.</summary>
    public static JsonElement? AfterRowButton(FormDefinition form, IFormCollection posted)
    {
        if (!posted.TryGetValue(RowButton, out var pressed))
            return null;
        var content = Object(Prefix, form.Fields, (posted, KeepsBlankRows: true));
        var button = pressed.ToString();
        var field = form.Fields.FirstOrDefault(known => known.Kind == FieldKind.Rows
            && button.StartsWith(known.Name, StringComparison.Ordinal)
            && button.Length > known.Name.Length && button[known.Name.Length] is '+' or '-');
        return field is null ? content : WithRows(content, field, button[field.Name.Length..]);
    }

    private static JsonElement WithRows(JsonElement content, FormField field, string change)
    {
        List<JsonElement> rows = content.Member(field.Name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray()] : [];
        if (change == "+" && rows.Count < (field.Most ?? MostRows))
            rows.Add(Json.EmptyObject);
        else if (int.TryParse(change.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < rows.Count)
            rows.RemoveAt(index);
        return Json.Of(content.EnumerateObject().Where(member => member.Name != field.Name)
            .Select(member => KeyValuePair.Create(member.Name, member.Value))
            .Append(KeyValuePair.Create(field.Name, Json.Of(rows))));
    }

    private static JsonElement Object(
        string path, ImmutableArray<FormField> fields, (IFormCollection Form, bool KeepsBlankRows) posted) =>
        Json.Of(
            from field in fields
            let value = field.Kind == FieldKind.Rows
                ? Rows(path + field.Name, field, posted)
                : Value(field, posted.Form.TryGetValue(path + field.Name, out var given) ? given : StringValues.Empty)
            where !value.IsNull()
            select KeyValuePair.Create(field.Name, value));

    private static JsonElement Value(FormField field, StringValues given)
    {
        if (field.Kind == FieldKind.Choices)
            return given.Count == 0 ? Json.Null : Json.Of(given.Select(Json.Of));
        var text = given.ToString();
        return (field.Kind, text.Trim()) switch
        {
            (FieldKind.Files, _) or (_, "") => Json.Null,
            (FieldKind.YesNo, "true") => Json.True,
            (FieldKind.YesNo, "false") => Json.False,
            (FieldKind.WholeNumber, var number) when int.TryParse(
                number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => Json.Of(whole),
            _ => Json.Of(text.ReplaceLineEndings("\n")),
        };
    }

    private static JsonElement Rows(
        string path, FormField field, (IFormCollection Form, bool KeepsBlankRows) posted)
    {
        var rows = Indexes(path, posted.Form)
            .Select(index => Object($"{path}[{index}].", field.Fields, posted))
            .Where(row => posted.KeepsBlankRows || row.EnumerateObject().Any())
            .ToList();
        return rows.Count == 0 ? Json.Null : Json.Of(rows);
    }

    /// <summary>The numbers in names that begin with <c>path[</c>.</summary>
    private static IEnumerable<int> Indexes(string path, IFormCollection form) => form.Keys
        .Where(key => key.StartsWith(path + "[", StringComparison.Ordinal))
        .Select(key => key[(path.Length + 1)..].Split(']')[0])
        .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
        .Where(index => index >= 0).Distinct().Order().Take(MostRows);
}
