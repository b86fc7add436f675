using Orchestrator.Engine;

namespace Orchestrator.Supervision.Rights;

/// <summary>Why somebody acts, in their own words: it stands in the audit, in mails and in documents.</summary>
public static class Reason
{
    /// <summary>Characters; as much as the portal's field takes.</summary>
    public const int Most = 1_000;

    /// <summary>Null where it is written and short enough.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="code">The code of the act's refusal.</param>
    /// <param name="where">The field.</param>
    /// <param name="missing">The sentence where nothing was written.</param>
    public static Problem? Check(string? text, string code, string where, string missing) => text switch
    {
        _ when string.IsNullOrWhiteSpace(text) => new Problem(code, where, missing),
        { Length: > Most } => new Problem(
            code, where, $"最多{Most}字，实有{text.Length}字；请精简后再提交。"),
        _ => null,
    };
}
