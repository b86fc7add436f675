using System.Text.Json;

namespace Orchestrator.Server.Tests;

/// <summary>What the server answered.</summary>
public sealed record Answer(int Status, string? Type, string Text)
{
    public IReadOnlyList<string> Cookies { get; init; } = [];

    /// <summary>Where it leads on to; null where it does not.</summary>
    public string? Location { get; init; }

    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    /// <summary>The code of a problem; null where it is none.</summary>
    public string? Code => Type == "application/problem+json" ? Body.GetProperty("code").GetString() : null;
}
