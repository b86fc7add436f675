using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>Words for reading the content of an answer that fits its form.</summary>
public static class AnswerContent
{
    extension(JsonElement content)
    {
        /// <summary>Trimmed; null where it was left empty.</summary>
        public string? TextOf(string field) =>
            content.Member(field) is { ValueKind: JsonValueKind.String } value
            && value.GetString()?.Trim() is { Length: > 0 } text ? text : null;

        public DateOnly? DateOf(string field) => content.TextOf(field) is { } text
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

        public int? NumberOf(string field) =>
            content.Member(field) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

        public bool IsYes(string field) => content.Member(field) is { ValueKind: JsonValueKind.True };

        public IReadOnlyList<string> TextsOf(string field) =>
            [.. content.RowsOf(field).Select(one => one.GetString()).OfType<string>()];

        public IReadOnlyList<JsonElement> RowsOf(string field) =>
            content.Member(field) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
    }
}
