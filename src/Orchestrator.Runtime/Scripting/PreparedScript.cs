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
        ParsingOptions = ScriptParsingOptions.Default with { RegexTimeout = ScriptLimits.OneRegex },
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

    public bool Mentions(string name) => names.Contains(name);

    [GeneratedRegex(@"[\p{L}_$][\p{L}\p{Nd}_$]*")]
    private static partial Regex Name();
}
