namespace Orchestrator.Engine.Definitions;

/// <summary>What one definition may measure. A drawing beyond these is two processes.</summary>
public static class DefinitionLimits
{
    /// <summary>Characters of one definition's JSON.</summary>
    public const int Characters = 5_000_000;

    /// <summary>Levels of braces and brackets in the JSON.</summary>
    public const int JsonDepth = 256;

    /// <summary>Activities of one definition, nested ones included.</summary>
    public const int Activities = 2_000;

    /// <summary>Containers within containers.</summary>
    public const int Nesting = 32;
}
