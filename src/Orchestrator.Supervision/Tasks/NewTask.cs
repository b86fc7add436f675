using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tasks;

/// <summary>Who may be asked, as the drawing names them; stored by these names.</summary>
public enum AssigneeRole
{
    CommitteeChair, CommitteeDeputy, ChiefInspector, OfficeDirector, CaseOfficer, Inspector, TeamLeader, Verifier,
    DepartmentReviewer, UnitHead, LiaisonOfficer, Administrator,
}

/// <summary>A task about to be opened: the question, whom it is put to, until when.</summary>
public sealed record NewTask
{
    public required Guid Id { get; init; }
    public required InstanceId Instance { get; init; }
    public required BookmarkId Bookmark { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public required Case Subject { get; init; }

    /// <summary>The form's file name without its extension.</summary>
    public required string Form { get; init; }

    /// <summary>Chinese; what lists show.</summary>
    public required string Title { get; init; }
    public required AssigneeRole Role { get; init; }

    /// <summary>The unit whose liaison officer, head or reviewer is asked.</summary>
    public string? UnitCode { get; init; }

    /// <summary>The one person asked; null where anybody in the role may answer.</summary>
    public Guid? Person { get; init; }

    /// <summary>承办人: who is expected to answer; null where the contacts of a unit are.</summary>
    public Guid? Owner { get; init; }
    public DateOnly? DueOn { get; init; }

    /// <summary>The derivation of <see cref="DueOn"/>, always with it.</summary>
    public string? DueExplanation { get; init; }

    /// <summary>The rule and the start of <see cref="DueOn"/>; null where the drawing gave the date itself.</summary>
    public (TimerId Rule, DateOnly From)? DueBy { get; init; }

    /// <summary>Working days after the due date at whose end the wait lapses; null: it never does.</summary>
    public WorkingDays? LapseAfter { get; init; }

    /// <summary>UTC; the wait ends here with outcome Lapsed. Null: it waits for ever.</summary>
    public DateTimeOffset? LapsesAt { get; init; }

    /// <summary>The mail M-xx that brings the task's link, if one goes out.</summary>
    public string? Letter { get; init; }

    /// <summary>What the drawing adds to the fields of that mail.</summary>
    public ImmutableDictionary<string, JsonElement> LetterFields { get; init; } = Json.Nothing;
    public required DateTimeOffset Now { get; init; }

    public TaskOnHand OnHand => new()
    {
        Id = Id,
        Form = Form,
        Title = Title,
        Subject = Subject,
        Role = Role,
        Definition = Definition,
        DueOn = DueOn,
        DueExplanation = DueExplanation,
    };
}
