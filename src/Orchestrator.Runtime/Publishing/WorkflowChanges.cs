using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Publishing;

public enum ChangeKind { Added, Removed, Changed }

/// <summary>A file that two folders do not have alike; the drawing itself is not among them.</summary>
public sealed record FileChange(ChangeKind Kind, string Path);

/// <summary>A member that differs, with its values as far as they fit a line; null where it is not there.</summary>
public sealed record MemberChange(string Member, string? Before, string? After);

/// <summary>An activity that two drawings do not have alike, by its id.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Id">The same in both drawings.</param>
/// <param name="Name">The text in its box, else its id.</param>
/// <param name="Members">What differs; none where it came or went.</param>
public sealed record ActivityChange(ChangeKind Kind, string Id, string Name, ImmutableArray<MemberChange> Members);

/// <summary>What a folder changes against the version that it would follow. Moving a box is no change.</summary>
public sealed record WorkflowChanges
{
    /// <summary>Characters of a value.</summary>
    private const int MostCharacters = 120;

    /// <summary>Where a box stands, and what the designer writes anew at every export.</summary>
    private static readonly string[] Unheeded =
    [
        "metadata", "nodeId", "$schema", "id", "definitionId", "version", "createdAt", "isLatest", "isPublished",
        "toolVersion",
    ];

    /// <summary>Members of the definition outside its drawing: name, variables, inputs, options.</summary>
    public required ImmutableArray<MemberChange> Members { get; init; }
    public required ImmutableArray<ActivityChange> Activities { get; init; }
    public required ImmutableArray<FileChange> Files { get; init; }

    public bool IsEmpty => Members.IsEmpty && Activities.IsEmpty && Files.IsEmpty;

    /// <param name="before">Null: nothing of that name is published, so everything is new.</param>
    /// <param name="after">What would be published.</param>
    public static WorkflowChanges Of(WorkflowFolder? before, WorkflowFolder after)
    {
        var (old, now) = (Drawn.Of(before), Drawn.Of(after));
        return new WorkflowChanges
        {
            Members = before is null ? [] : Differing(old.Definition, now.Definition),
            Activities =
            [
                .. from id in old.Activities.Keys.Union(now.Activities.Keys).Order(StringComparer.Ordinal)
                   let change = Between(id, old.Activities.GetValueOrDefault(id), now.Activities.GetValueOrDefault(id))
                   where change is not null
                   select change,
            ],
            Files = [.. FilesBetween(before?.Files, after.Files)],
        };
    }

    private static IEnumerable<FileChange> FilesBetween(
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? before,
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> after)
    {
        before ??= ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty;
        foreach (var path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            if (!before.TryGetValue(path, out var old))
                yield return new FileChange(ChangeKind.Added, path);
            else if (!after.TryGetValue(path, out var now))
                yield return new FileChange(ChangeKind.Removed, path);
            else if (!old.Span.SequenceEqual(now.Span))
                yield return new FileChange(ChangeKind.Changed, path);
        }
    }

    private static ActivityChange? Between(string id, JsonElement before, JsonElement after)
    {
        if (before.ValueKind == JsonValueKind.Undefined)
            return new ActivityChange(ChangeKind.Added, id, NameOf(after, id), []);
        if (after.ValueKind == JsonValueKind.Undefined)
            return new ActivityChange(ChangeKind.Removed, id, NameOf(before, id), []);
        var members = Differing(before, after).AddRange(Lines(before, after));
        if (NameOf(before, id) != NameOf(after, id))
            members = members.Add(new MemberChange("displayText", NameOf(before, id), NameOf(after, id)));
        return members.IsEmpty ? null : new ActivityChange(ChangeKind.Changed, id, NameOf(after, id), members);
    }

    private static ImmutableArray<MemberChange> Differing(JsonElement before, JsonElement after) =>
    [
        .. from name in Names(before).Union(Names(after)).Except(Unheeded)
           let old = before.Member(name)
           let now = after.Member(name)
           where !Same(old, now)
           select new MemberChange(name, Shown(old), Shown(now)),
    ];

    /// <summary>Each line of a flowchart that came or went, as one reads it in the drawing.</summary>
    private static IEnumerable<MemberChange> Lines(JsonElement before, JsonElement after)
    {
        var (old, now) = (Drawn.LinesOf(before), Drawn.LinesOf(after));
        return old.Except(now).Select(line => new MemberChange(Drawn.Lines, line, null))
            .Concat(now.Except(old).Select(line => new MemberChange(Drawn.Lines, null, line)));
    }

    /// <summary>The activities of a flowchart are told for themselves and have no order; those of a sequence have.
    /// </summary>
    private static IEnumerable<string> Names(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().Select(member => member.Name).Except(
            json.Member(Drawn.Lines) is null ? [] : [Drawn.Lines, "activities"])
        : [];

    /// <summary>Alike, activities inside counted by their ids alone: they are compared for themselves.</summary>
    private static bool Same(JsonElement? before, JsonElement? after) =>
        before is { } old && after is { } now
            ? JsonElement.DeepEquals(Drawn.WithoutInner(old), Drawn.WithoutInner(now))
            : before is null && after is null;

    private static string NameOf(JsonElement activity, string id) =>
        activity.Member("metadata")?.Member("displayText")?.AsText() is { Length: > 0 } text ? text : id;

    /// <summary>What somebody typed where it is an input; else the JSON.</summary>
    private static string? Shown(JsonElement? member)
    {
        if (member is not { } json)
            return null;
        var text = (json.Member("expression")?.Member("value") ?? json).AsText() ?? "";
        return text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
    }
}
