using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>
/// What a scheme leaves for the self-evaluation (TM-00, TM-02, DR-05; docs/adr/0007), where the notice is received as
/// late as it counts.
/// </summary>
/// <param name="NoticeOn">The day of the notice.</param>
/// <param name="OnSiteFrom">The first day on site.</param>
internal readonly record struct SelfEvaluationTime(DateOnly NoticeOn, DateOnly OnSiteFrom)
{
    /// <summary>SU089 where a unit could still evaluate itself in time when the team stands at its door.</summary>
    public Problem? Refusal(PinnedRules rules)
    {
        var dueOn = DueOn(rules);
        return dueOn < OnSiteFrom ? null : new Problem("SU089", "onSiteFrom",
            $"自评最迟{dueOn:yyyy-MM-dd}到期（通知{NoticeOn:yyyy-MM-dd}印发，TM-00、TM-02），不早于现场督导首日{OnSiteFrom:yyyy-MM-dd}。"
            + $"现场督导最早可定于{rules.Calendar.Add(dueOn, new WorkingDays(1)):yyyy-MM-dd}；请撤回后改期，或不要求自评，重新发起。");
    }

    /// <summary>A unit that is silent to the end holds up its own visit; null where it does not.</summary>
    public string? Warning(PinnedRules rules)
    {
        var missedOn = rules.Calendar.Add(DueOn(rules), rules.Profile[Timers.WithoutSelfEvaluation].WorkingDays);
        return missedOn < OnSiteFrom ? null
            : $"自评最迟{DueOn(rules):yyyy-MM-dd}到期，未报的要到{missedOn:yyyy-MM-dd}以后才能登记现场记录，"
            + $"晚于现场督导首日{OnSiteFrom:yyyy-MM-dd}；请考虑提前通知、推迟现场督导，或不要求自评。";
    }

    private DateOnly DueOn(PinnedRules rules) => rules.Profile[Timers.SelfEvaluation].Rule.From(
        rules.Calendar.Add(NoticeOn, rules.Profile[Timers.DeemedReceipt].WorkingDays), rules.Calendar).DueOn;
}
