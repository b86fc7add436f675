using System.Collections.Immutable;

namespace Orchestrator.Supervision.Rights;

/// <summary>What somebody is (actors, docs/glossary.md); posts are stored by these names.</summary>
public enum Role
{
    CommitteeChair, CommitteeDeputy, ChiefInspector, OfficeDirector, CaseOfficer, Inspector, DepartmentReviewer,
    UnitHead, LiaisonOfficer, Administrator, ExternalSystem,
}

/// <summary>One post of somebody, and the unit it belongs to.</summary>
public readonly record struct Post(Role Role, string? UnitCode);

/// <summary>Whoever acts.</summary>
public abstract record Actor
{
    private Actor() { }

    /// <summary>How the audit names them; never reused for somebody else.</summary>
    public abstract string Key { get; }
    public abstract ImmutableArray<Post> Posts { get; }

    /// <summary>Somebody who is signed in (A1 to A5, A8).</summary>
    public sealed record Official(Guid Person, string Name, ImmutableArray<Post> Held) : Actor
    {
        public override string Key => $"person:{Person:N}";
        public override ImmutableArray<Post> Posts => Held;
    }

    /// <summary>Somebody of a unit behind the link of a task (A6, A7).</summary>
    public sealed record Contact(string UnitCode, Role Role, string Name) : Actor
    {
        public override string Key => $"contact:{UnitCode}:{Role}";
        public override ImmutableArray<Post> Posts => [new Post(Role, UnitCode)];
    }

    /// <summary>Another system behind an API key (A13).</summary>
    public sealed record Client(string Name) : Actor
    {
        public override string Key => $"client:{Name}";
        public override ImmutableArray<Post> Posts => [new Post(Role.ExternalSystem, null)];
    }

    /// <summary>Time, and nobody: deemed receipts, lapses, the ladder.</summary>
    public sealed record Clock : Actor
    {
        public override string Key => "clock";
        public override ImmutableArray<Post> Posts => [];
    }
}
