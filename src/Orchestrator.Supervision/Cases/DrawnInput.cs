using System.Text.Json;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Supervision.Cases;

/// <summary>What a drawing says of an activity before anything runs.</summary>
internal static class DrawnInput
{
    /// <summary>The text that is written there; null where none is, or where an expression will say it.</summary>
    public static string? Literal(this ActivityNode activity, string input) =>
        activity.Inputs.GetValueOrDefault(input) is { Syntax: "Literal", Value.ValueKind: JsonValueKind.String } written
            ? written.Value.GetString()
            : null;
}
