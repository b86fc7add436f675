namespace Orchestrator.Engine;

/// <summary>One run of a definition. Made at the edge (UUID v7), never by the engine.</summary>
public readonly record struct InstanceId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}

/// <summary>
/// The name a definition keeps over all its versions; for ours the folder name under <c>workflows/</c>.
/// </summary>
public readonly record struct DefinitionId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One immutable published version. Versions of a definition count from 1.</summary>
public readonly record struct DefinitionVersion(DefinitionId Definition, int Version)
{
    public override string ToString() => $"{Definition} v{Version}";
}

/// <summary>An activity as drawn: unique within its definition.</summary>
public readonly record struct ActivityId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One execution of an activity. A place in the instance's own history, so it needs no chance.</summary>
public readonly record struct ActivityInstanceId(long Value);

/// <summary>A point where an instance waits. A place in the instance's own history.</summary>
public readonly record struct BookmarkId(long Value);

/// <summary>Something asked of the world whose outcome comes back. A place in the instance's own history.</summary>
public readonly record struct EffectId(long Value);
