using System.Collections.Immutable;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>How people answer in a rehearsal.</summary>
public enum RehearsalProfile
{
    /// <summary>全部按时: at half of the time that is given, with the first button.</summary>
    OnTime,

    /// <summary>无人办理: units and departments never answer. The office and its teams do, else nothing would begin.
    /// </summary>
    Nobody,

    /// <summary>最后一天: on the due date, with the first button.</summary>
    LastDay,

    /// <summary>随机: when, whether and with which button is drawn from a seed.</summary>
    Random,
}

/// <summary>推演 as it is asked for.</summary>
public sealed record RehearsalRequest
{
    /// <summary>Nothing said.</summary>
    public static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    public const int MostMonths = 24;
    public const int MostFindings = 20;

    /// <summary>Units of the campaign, by code.</summary>
    public required ImmutableArray<string> Units { get; init; }
    public RehearsalProfile Profile { get; init; }

    /// <summary>Of chance; the same seed rehearses the same.</summary>
    public long Seed { get; init; } = 1;
    public int Months { get; init; } = 6;

    /// <summary>The first day; null: today.</summary>
    public DateOnly? Begins { get; init; }

    /// <summary>What the campaign is asked for with, as a transcript says it (发起).</summary>
    public ImmutableDictionary<string, string> Campaign { get; init; } = Nothing;

    /// <summary>Problems found in each unit.</summary>
    public int Findings { get; init; } = 1;

    /// <summary>What the forms are filled with, by form and field.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string>> Answers { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty;

    /// <summary>Drafts that take the place of what is published.</summary>
    public ImmutableArray<Guid> Drafts { get; init; } = [];

    /// <summary>A process that is started by itself, once for each unit, in the place of a campaign; null: a campaign.
    /// </summary>
    public string? Definition { get; init; }

    /// <summary>RT197 for whatever cannot be meant.</summary>
    public IEnumerable<Problem> Problems()
    {
        if (Months is < 1 or > MostMonths)
            yield return Wrong("months", $"推演期间应为1至{MostMonths}个月，实为{Months}");
        if (Findings is < 0 or > MostFindings)
            yield return Wrong("findings", $"每个单位的问题应为0至{MostFindings}个，实为{Findings}");
        if (Units.IsDefaultOrEmpty && Definition is null)
            yield return Wrong("units", "请写明参加推演的单位代码，实际没有");
    }

    private static Problem Wrong(string where, string sentence) => new("RT197", where, sentence + "；请改正。");
}
