namespace Orchestrator.Runtime.Scripting;

/// <summary>
/// Every bound of a script. The number of statements is the real one: it stops at the same place on every machine.
/// The wall clock is the last resort, wide enough that a busy machine never reaches it with an innocent script.
/// </summary>
public static class ScriptLimits
{
    /// <summary>Characters of a script or a template.</summary>
    public const int Length = 100_000;
    public const int Statements = 10_000;
    public const long Bytes = 16_000_000;
    public const int Recursion = 64;

    /// <summary>Elements of one array: what one native call may allocate before a limit is looked at again.</summary>
    public const uint ArrayElements = 100_000;

    /// <summary>UTF-8 bytes of what a script answers.</summary>
    public const int AnswerBytes = 1024 * 1024;

    /// <summary>
    /// Objects nested in each other in what a script answers. Half of what our readers take (64): state and journal
    /// wrap an answer, and must be read again.
    /// </summary>
    public const int AnswerDepth = 32;

    /// <summary>Statements and loop turns of a template.</summary>
    public const int TemplateSteps = 50_000;

    /// <summary>Scripts and templates kept parsed, each kind.</summary>
    public const int Kept = 4_000;

    public static readonly TimeSpan WallClock = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan OneRegex = TimeSpan.FromMilliseconds(100);
}
