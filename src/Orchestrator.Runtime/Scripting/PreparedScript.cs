using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Acornima.Ast;
using Jint;

namespace Orchestrator.Runtime.Scripting;

/// <summary>A script read once, with the names it mentions: only what it mentions is made for it.</summary>
internal sealed partial class PreparedScript
{
    private static readonly ScriptPreparationOptions Options = new()
    {
        ParsingOptions = ScriptParsingOptions.Default with
        {
            RegexTimeout = ScriptLimits.OneRegex,
            AllowReturnOutsideFunction = true,
        },
    };

    private static readonly ConcurrentDictionary<string, PreparedScript> Kept = new(StringComparer.Ordinal);

    private readonly HashSet<string> names;

    private PreparedScript(string text)
    {
        Script = Jint.Engine.PrepareScript(text, options: Options);
        names = [.. Name().Matches(text).Select(match => match.Value)];
    }

    public Prepared<Script> Script { get; }

    /// <exception cref="ScriptPreparationException">It cannot be read.</exception>
    public static PreparedScript Of(string text)
    {
        if (Kept.TryGetValue(text, out var known))
            return known;

        // Published versions are few; a cache that is full has met scripts that somebody keeps changing.
        if (Kept.Count >= ScriptLimits.Kept)
            Kept.Clear();
        return Kept.GetOrAdd(text, new PreparedScript(text));
    }

    /// <summary>The line of a loop that is written so that it can never end; null where none is.</summary>
    public int? EndlessLoop => Script.Program!.DescendantNodes().Where(IsEndless)
        .Select(loop => (int?)loop.Location.Start.Line).FirstOrDefault();

    public bool Mentions(string name) => names.Contains(name);

    private static bool IsEndless(Node node)
    {
        var (isForEver, body) = node switch
        {
            WhileStatement loop => (IsTrue(loop.Test), loop.Body),
            DoWhileStatement loop => (IsTrue(loop.Test), loop.Body),
            ForStatement loop => (loop.Test is null || IsTrue(loop.Test), loop.Body),
            _ => (false, node),
        };
        return isForEver && body.DescendantNodesAndSelf().All(inner =>
            inner is not (BreakStatement or ReturnStatement or ThrowStatement));
    }

    private static bool IsTrue(Expression test) =>
        test is BooleanLiteral { Value: true } or NumericLiteral { Value: not 0 };

    [GeneratedRegex(@"[\p{L}_$][\p{L}\p{Nd}_$]*")]
    private static partial Regex Name();
}
