using System.Collections.Immutable;

namespace Orchestrator.Supervision.Calendars;

/// <summary>A profile version by which a case is pinned when it starts.</summary>
public readonly record struct ProfileVersion(string Name, int Number)
{
    public override string ToString() => $"{Name} v{Number}";
}

/// <summary>期限方案: one complete, immutable set of timer rows.</summary>
public sealed record DeadlineProfile(ProfileVersion Version, ImmutableDictionary<TimerId, TimerRule> Rules)
{
    /// <summary>The profile that a campaign gets when it names none.</summary>
    public const string StandardName = "standard";

    /// <summary>The row; a number that no profile has is a mistake in the code that asks.</summary>
    public TimerRule this[TimerId id] => Rules.TryGetValue(id, out var rule)
        ? rule
        : throw new KeyNotFoundException($"profile {Version} has no timer row {id}");

    /// <summary>How people call it.</summary>
    public static string LabelOf(string name) => name == StandardName ? "标准" : name;
}

/// <summary>The numbers that this code asks for.</summary>
public static class Timers
{
    public static readonly TimerId NoticeBeforeOnSite = new("TM-01");
    public static readonly TimerId SelfEvaluation = new("TM-02");
    public static readonly TimerId PreliminaryFeedback = new("TM-03");
    public static readonly TimerId DefenceWindow = new("TM-04");
    public static readonly TimerId OpinionLetter = new("TM-05");
    public static readonly TimerId RectificationPlan = new("TM-06");
    public static readonly TimerId FirstReport = new("TM-07");
    public static readonly TimerId ImmediateItem = new("TM-08.Immediate");
    public static readonly TimerId TimeLimitedItem = new("TM-08.TimeLimited");
    public static readonly TimerId LongTermItem = new("TM-08.LongTerm");
    public static readonly TimerId CriticalItem = new("TM-08.Critical");
    public static readonly TimerId DangerToLifeItem = new("TM-08.DangerToLife");
    public static readonly TimerId DepartmentReview = new("TM-10");
    public static readonly TimerId DeskReview = new("TM-11");
    public static readonly TimerId OnSiteVerification = new("TM-12");
    public static readonly TimerId Return = new("TM-13");
    public static readonly TimerId MostReturns = new("TM-13.Times");
    public static readonly TimerId ClosurePublicity = new("TM-14");
    public static readonly TimerId ExtensionBefore = new("TM-15.Before");
    public static readonly TimerId LongestExtension = new("TM-15.Days");
    public static readonly TimerId MostExtensions = new("TM-15.Times");
    public static readonly TimerId Reminders = new("TM-20");
    public static readonly TimerId OverdueNotice = new("TM-21");
    public static readonly TimerId FirstOrder = new("TM-22");
    public static readonly TimerId SignatureWait = new("TM-23");
    public static readonly TimerId OrderAcknowledgement = new("TM-24");
    public static readonly TimerId OrderLimit = new("TM-25");
    public static readonly TimerId SeriousOrderLimit = new("TM-25.Serious");
    public static readonly TimerId CriticalOrderLimit = new("TM-25.Critical");
    public static readonly TimerId SecondOrder = new("TM-26");
    public static readonly TimerId SecondOrderLimit = new("TM-26.Limit");
    public static readonly TimerId Interview = new("TM-27");
    public static readonly TimerId InterviewNotice = new("TM-27.Notice");
    public static readonly TimerId InterviewProposal = new("TM-27.Proposal");
    public static readonly TimerId InterviewRecord = new("TM-28");
    public static readonly TimerId InterviewCommitment = new("TM-29");
    public static readonly TimerId RevisitWindow = new("TM-40");
    public static readonly TimerId ReportToGovernment = new("TM-50");
    public static readonly TimerId Publication = new("TM-51");

    /// <summary>The days after which a receipt is deemed to have happened (§3, DES).</summary>
    public static readonly TimerId DeemedReceipt = new("TM-00");

    /// <summary>The working days that a resumed ladder leaves (§8, DES).</summary>
    public static readonly TimerId LeftAfterPause = new("DR-02");

    /// <summary>
    /// The working days after which a missed plan is listed to the department and the director (§8, DES).
    /// </summary>
    public static readonly TimerId PlanListed = new("DR-03");

    /// <summary>The least minutes without a heartbeat that are an outage (E-18, DES).</summary>
    public static readonly TimerId Outage = new("DR-04");

    /// <summary>The working days after a missed self-evaluation at which the team goes without it (§6, DES).</summary>
    public static readonly TimerId WithoutSelfEvaluation = new("DR-05");

    /// <summary>The working days that a department has for the tracking report of a month (S07-4, DES).</summary>
    public static readonly TimerId TrackingReport = new("DR-07");

    /// <summary>The working days between two urgings of a tracking report that is late (S07-4, DES).</summary>
    public static readonly TimerId TrackingAgain = new("DR-07.Again");

    /// <summary>What the days of a number are counted from (§4).</summary>
    public static ClockStart StartOf(TimerId id) => id.Value.Split('.')[0] switch
    {
        "TM-00" => ClockStart.Sending,
        "TM-03" or "TM-05" or "TM-50" => ClockStart.OnSiteEnd,
        "TM-04" => ClockStart.Feedback,
        "TM-10" => ClockStart.Submission,
        "TM-11" or "TM-12" or "DR-07" => ClockStart.Assignment,
        "TM-13" => ClockStart.Return,
        "TM-14" => ClockStart.Verification,
        "TM-23" => ClockStart.Signature,
        "TM-24" or "TM-51" => ClockStart.Issue,
        "TM-25" or "TM-26" => ClockStart.Order,
        "TM-27" => ClockStart.Proposal,
        "TM-28" or "TM-29" => ClockStart.Interview,
        _ => ClockStart.Receipt,
    };
}
