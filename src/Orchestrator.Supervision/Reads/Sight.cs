using System.Collections.Immutable;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Reads;

/// <summary>How far somebody sees in a list: all, what their departments supervise, what their teams inspect.</summary>
public sealed record Sight(bool SeesAll, ImmutableArray<string> Departments, Guid Person)
{
    /// <summary>Null where they may read no case at all.</summary>
    public static Sight? Of(Actor actor)
    {
        var reach = actor.Posts.SelectMany(post => RightTable.Rows
            .Where(right => right.Role == post.Role && right.Act == Act.ReadCases)
            .Select(right => (right.Scope, post.UnitCode))).ToImmutableArray();
        return reach.IsEmpty ? null : new Sight(
            reach.Any(one => one.Scope == Scope.All),
            [.. reach.Where(one => one.Scope == Scope.OwnDepartment).Select(one => one.UnitCode).OfType<string>()],
            actor is Actor.Official official ? official.Person : Guid.Empty);
    }
}

/// <summary>A part of a list, and how long the list is.</summary>
public sealed record Listed<T>(IReadOnlyList<T> Rows, int Total);

/// <summary>Which part of a list; text is looked for in the names.</summary>
public sealed record ListFilter
{
    public string? Search { get; init; }

    /// <summary>A state's name; null: all.</summary>
    public string? State { get; init; }
    public Guid? Campaign { get; init; }
    public required DateOnly Today { get; init; }
    public int Skip { get; init; }
    public int Take { get; init; } = 50;

    /// <summary>For LIKE, with what a person typed taken literally.</summary>
    public string Pattern => "%" + (Search ?? "").Trim().Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
