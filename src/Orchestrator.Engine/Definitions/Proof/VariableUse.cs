using System.Text.RegularExpressions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Who sets a variable and who reads it, as far as its name is written out.</summary>
internal sealed partial class VariableUse
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Variable variable;
    private readonly Regex reads;
    private readonly Regex sets;

    public VariableUse(Variable variable)
    {
        this.variable = variable;
        var name = Regex.Escape(variable.Name);
        var own = variable.Name is [var first, .. var rest] ? Regex.Escape(char.ToUpperInvariant(first) + rest) : "";
        reads = Of($@"\bgetVariable\(\s*[""']{name}[""']|\bget{own}\(|\bvariables\.{name}\b");
        sets = Of($@"\bsetVariable\(\s*[""']{name}[""']|\bset{own}\(|\bvariables\.{name}\s*=[^=]");
    }

    /// <summary>True where it may: an activity with others inside counts with all of them.</summary>
    public bool Sets(ActivityNode node) => node.WithAll().Any(one =>
        one.Outputs.ContainsValue(variable.Id)
        || (one.Type == "Elsa.SetVariable" && Names(one.Inputs.GetValueOrDefault("variable")))
        || one.Inputs.Values.Any(input => input.Syntax == "JavaScript" && SetsIn(Text(input))));

    /// <summary>
    /// True where it certainly does: not where it asks whether there is a value, nor where it also sets it inside.
    /// </summary>
    public bool Reads(ActivityNode node)
    {
        var inside = node.WithAll().ToList();
        return (inside.Count == 1 || !Sets(node)) && inside.Exists(one => one.Inputs.Any(input =>
            !(one.Type == "Elsa.SetVariable" && input.Key == "variable") && ReadsIn(input.Value)));
    }

    private bool ReadsIn(Expression input) => input.Syntax switch
    {
        "Variable" => Names(input),
        "JavaScript" => Text(input) is var script && IsNamed(script) && !Asks().IsMatch(script) && !SetsIn(script)
            && reads.IsMatch(script),
        _ => false,
    };

    private bool SetsIn(string script) => IsNamed(script) && sets.IsMatch(script);

    private bool IsNamed(string script) => script.Contains(variable.Name, StringComparison.OrdinalIgnoreCase);

    private bool Names(Expression? input) => input?.Value.Member("id")?.AsText() == variable.Id;

    private static string Text(Expression input) => input.Value.AsText() ?? "";

    private static Regex Of(string pattern) => new(pattern, RegexOptions.NonBacktracking, Patience);

    /// <summary>Whoever writes this knows that there may be no value.</summary>
    [GeneratedRegex(@"\?\?|\?\.|\|\||\bnull\b|\bundefined\b|\btypeof\b|!")]
    private static partial Regex Asks();
}
