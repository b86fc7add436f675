using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Scripting;

/// <summary>A Liquid text with fields, rendered with limits. Parsed once.</summary>
public sealed class TextTemplate
{
    /// <summary>The template, or RT201 with the line that cannot be read.</summary>
    public static (TextTemplate? Template, Problem? Problem) Parse(string text) =>
        throw new NotImplementedException();

    /// <summary>Names of the fields it mentions, <c>unit.name</c>, so that a publish check can compare.</summary>
    public IReadOnlyList<string> Fields => throw new NotImplementedException();

    public string Render(JsonElement fields) => throw new NotImplementedException();

    /// <summary>The same with every field HTML-encoded.</summary>
    public string RenderHtml(JsonElement fields) => throw new NotImplementedException();
}
