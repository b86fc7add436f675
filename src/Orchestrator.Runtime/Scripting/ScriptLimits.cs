namespace Orchestrator.Runtime.Scripting;

/// <summary>What one expression may cost. The number of statements is the real bound; time is the last resort, because
/// a busy machine stops an innocent script.</summary>
public static class ScriptLimits
{
    /// <summary>Characters of an expression or a template.</summary>
    public const int Characters = 100_000;
    public const int Statements = 10_000;
    public const int Recursion = 64;
    public const long MemoryBytes = 16_000_000;
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan RegularExpression = TimeSpan.FromMilliseconds(200);

    /// <summary>Steps of a Liquid template: outputs, tags, rounds of a loop.</summary>
    public const int TemplateSteps = 20_000;

    /// <summary>Texts kept parsed; more are parsed again.</summary>
    public const int KeptParsed = 4_000;
}
