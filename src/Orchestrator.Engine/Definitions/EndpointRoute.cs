using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Which requests an HttpEndpoint takes: methods and a path of plain segments and <c>{parameters}</c>. As text, the
/// key of a trigger or a wait, it is <c>POST,PUT orders/{id}</c>.
/// </summary>
public sealed record EndpointRoute
{
    /// <summary>Characters of a path, and segments of it.</summary>
    public const int MostCharacters = 200;
    public const int MostSegments = 20;

    /// <summary>GET and HEAD are not among them: whoever only looks changes nothing.</summary>
    public static readonly FrozenSet<string> Methods = FrozenSet.Create("POST", "PUT", "PATCH", "DELETE");

    private readonly ImmutableArray<string> segments;

    private EndpointRoute(ImmutableArray<string> methods, ImmutableArray<string> segments) =>
        (Accepted, this.segments) = (methods, segments);

    /// <summary>In capitals, in order.</summary>
    public ImmutableArray<string> Accepted { get; }

    public string Key => $"{string.Join(',', Accepted)} {string.Join('/', segments)}";

    /// <summary>The fewer, the closer a route is to a path that it matches.</summary>
    public int Parameters => segments.Count(IsParameter);

    public static EndpointRoute? Of(IEnumerable<string> methods, string? path)
    {
        ImmutableArray<string> accepted =
            [.. methods.Select(method => method.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal)];
        var trimmed = (path ?? "").Trim().Trim('/');
        ImmutableArray<string> parts = [.. trimmed.Split('/')];
        return accepted.IsEmpty || !accepted.All(Methods.Contains) || trimmed.Length is 0 or > MostCharacters
            || parts.Length > MostSegments || !parts.All(IsSegment)
            || parts.Where(IsParameter).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Any(n => n.Count() > 1)
                ? null
                : new EndpointRoute(accepted, parts);
    }

    /// <summary>Null for a key that a newer server wrote and nobody here can read.</summary>
    public static EndpointRoute? Parse(string key) =>
        key.Split(' ', 2) is [var methods, var path] ? Of(methods.Split(','), path) : null;

    /// <summary>What the parameters are in this path; false where it is not of this route.</summary>
    public bool TryMatch(
        string method, string path, [NotNullWhen(true)] out ImmutableDictionary<string, string>? values)
    {
        values = null;
        var parts = path.Trim('/').Split('/');
        if (!Accepted.Contains(method.ToUpperInvariant()) || parts.Length != segments.Length)
            return false;
        var found = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (segment, part) in segments.Zip(parts))
        {
            if (IsParameter(segment) && part.Length > 0)
                found[segment[1..^1]] = part;
            else if (!string.Equals(segment, part, StringComparison.OrdinalIgnoreCase))
                return false;
        }

        values = found.ToImmutable();
        return true;
    }

    /// <summary>True where some method and path would be of both, whatever the parameters are called.</summary>
    public bool IsSame(EndpointRoute other) => Accepted.Intersect(other.Accepted).Any()
        && segments.Length == other.segments.Length
        && segments.Zip(other.segments).All(pair => (IsParameter(pair.First) && IsParameter(pair.Second))
            || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));

    public bool Equals(EndpointRoute? other) => Key == other?.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    private static bool IsParameter(string segment) => segment is ['{', .., '}'];

    private static bool IsSegment(string segment)
    {
        var name = IsParameter(segment) ? segment[1..^1] : segment;
        return name.Length > 0 && name is not ("." or "..")
            && name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~');
    }
}
