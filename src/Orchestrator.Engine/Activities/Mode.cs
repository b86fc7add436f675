using System.Text.Json;

namespace Orchestrator.Engine.Activities;

/// <summary>Modes with two values, by name or by Elsa's number; where none is written the first is meant.</summary>
internal static class Mode
{
    public static bool IsMatchAny(JsonElement mode) => mode.AsText() is "MatchAny" or "1";

    public static bool IsWaitAny(JsonElement mode) => mode.AsText() is "WaitAny" or "1";
}
