using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

public enum CampaignType { Comprehensive, Special, Routine, DutyEvaluation, Monitoring, Emergency }

/// <summary>Which units: named by code, or all that fit the filters. At least one of them is given.</summary>
public sealed record UnitSelector
{
    public ImmutableArray<string> Codes { get; init; } = [];
    public ImmutableArray<string> Stages { get; init; } = [];
    public ImmutableArray<string> Ownerships { get; init; } = [];
    public ImmutableArray<string> Townships { get; init; } = [];
    public ImmutableArray<string> Zones { get; init; } = [];

    public bool IsFilter => Stages.Length + Ownerships.Length + Townships.Length + Zones.Length > 0;
}

/// <summary>A campaign as it is asked for (§18).</summary>
public sealed record CampaignRequest
{
    /// <summary>The caller's own label; not interpreted.</summary>
    public string? ExternalId { get; init; }
    public required string Title { get; init; }
    public required SupervisionLine Line { get; init; }
    public required CampaignType Type { get; init; }

    /// <summary>依据: what the campaign rests on.</summary>
    public required string Basis { get; init; }
    public required string IndicatorScheme { get; init; }
    public required UnitSelector UnitSelector { get; init; }
    public required DateOnly NoticeDate { get; init; }
    public required DateOnly OnSiteFrom { get; init; }
    public required DateOnly OnSiteTo { get; init; }
    public bool SelfEvaluation { get; init; } = true;
    public bool IsUnannounced { get; init; }

    /// <summary>计划外: needs the committee's approval and is flagged.</summary>
    public bool IsOffPlan { get; init; }

    /// <summary>Inspector codes; the first leads. May be named later, when the scheme is revised.</summary>
    public ImmutableArray<string> Team { get; init; } = [];
    public string DeadlineProfile { get; init; } = Calendars.DeadlineProfile.StandardName;
    public bool AutoIssueOrders { get; init; } = true;
    public bool Publish { get; init; } = true;
    public string? NoPublishReason { get; init; }

    /// <summary>Closures are shown to the public for TM-14 before they take effect.</summary>
    public bool PublishesClosures { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>§18 knows it of trusted callers; a call never skips a signature, so that true is refused.</summary>
    public bool PreApproved { get; init; }
}

/// <summary>The key under which a caller may repeat a request without starting twice (E-28).</summary>
/// <param name="Client">Who calls.</param>
/// <param name="Key">The <c>Idempotency-Key</c>.</param>
/// <param name="BodySha256">The body: another body under the same key is another request.</param>
public sealed record IdempotencyKey(string Client, string Key, byte[] BodySha256);

/// <summary>A selected unit with what whoever approves the scheme should know of it.</summary>
public sealed record SelectedUnit(string Code, ImmutableArray<string> Warnings);

/// <summary>What came of a request.</summary>
/// <param name="Campaign">The campaign; null where it was refused.</param>
/// <param name="IsNew">False when the key had started it before.</param>
/// <param name="Problems">Errors of a refused request.</param>
public sealed record CampaignStarted(Guid? Campaign, bool IsNew, ImmutableArray<Problem> Problems)
{
    /// <summary>Where the campaign stands now: a repeat may come long after the first call.</summary>
    public CampaignState State { get; init; }

    /// <summary>The units with what was said of them when the campaign was asked for.</summary>
    public ImmutableArray<SelectedUnit> Units { get; init; } = [];
}

/// <summary>A request with whoever makes it.</summary>
public sealed record CampaignOrder(CampaignRequest Request, Actor Actor, IdempotencyKey? Key);
