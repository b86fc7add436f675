using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>What the database says about a request.</summary>
public sealed record CampaignKnowledge
{
    public required DateOnly Today { get; init; }
    public required bool SchemeExists { get; init; }

    /// <summary>Null where no profile of that name exists.</summary>
    public required DeadlineProfile? Profile { get; init; }
    public required WorkCalendar Calendar { get; init; }
    public required ImmutableArray<string> UnknownUnits { get; init; }
    public required ImmutableArray<string> UnknownInspectors { get; init; }
    public required int Units { get; init; }
}

/// <summary>May a campaign be asked for like this? Pure; every problem at once, each at its field.</summary>
public static class CampaignCheck
{
    /// <summary>One campaign of a district has at most so many units.</summary>
    public const int MostUnits = 2_000;

    /// <summary>Its last on-site day at most: a slip of the year is no plan.</summary>
    private const int MostYearsAhead = 5;

    public static ImmutableArray<Problem> Of(CampaignRequest request, CampaignKnowledge known) =>
        [.. Texts(request), .. Names(request, known), .. Dates(request, known), .. Choices(request)];

    private static IEnumerable<Problem> Texts(CampaignRequest request)
    {
        (string Field, string Label, string? Text, int Most)[] texts =
        [
            ("title", "标题", request.Title, 200), ("basis", "依据", request.Basis, 500),
            ("requestedBy", "申请人", request.RequestedBy, 100),
        ];
        foreach (var (field, label, text, most) in texts)
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > most)
                yield return new Problem("SU030", field, $"“{label}”应为1至{most}个字，实为{text?.Trim().Length ?? 0}个。");

            // They stand in subjects of mails and on paper, in one line.
            else if (text.Any(char.IsControl))
                yield return new Problem("SU030", field, $"“{label}”应为一行文字，实有制表符、换行等控制字符；请删除后重新提交。");
        }
    }

    private static IEnumerable<Problem> Names(CampaignRequest request, CampaignKnowledge known)
    {
        if (!known.SchemeExists)
            yield return new Problem("SU031", "indicatorScheme", $"没有指标体系“{request.IndicatorScheme}”；请核对编号。");
        if (known.Profile is null)
            yield return new Problem("SU031", "deadlineProfile", $"没有期限方案“{request.DeadlineProfile}”；请核对名称。");
        foreach (var code in known.UnknownUnits)
            yield return new Problem("SU032", "unitSelector.codes", $"没有单位“{code}”，或该单位已撤销；请核对单位代码。");
        foreach (var code in known.UnknownInspectors)
            yield return new Problem("SU032", "team", $"没有督学“{code}”，或其已退出；请核对编号。");
        if (known.UnknownUnits.IsEmpty && known.Units is 0 or > MostUnits)
            yield return new Problem("SU032", "unitSelector",
                $"选定的单位应为1至{MostUnits}个，实为{known.Units}个；请修改单位代码或筛选条件。");
    }

    private static IEnumerable<Problem> Dates(CampaignRequest request, CampaignKnowledge known)
    {
        if (request.NoticeDate < known.Today)
            yield return Wrong("noticeDate", $"通知日期{On(request.NoticeDate)}已过（今天是{On(known.Today)}）；请改为今天或以后");
        if (request.OnSiteTo < request.OnSiteFrom)
            yield return Wrong("onSiteTo", $"现场督导结束日{On(request.OnSiteTo)}早于开始日{On(request.OnSiteFrom)}；请改正");
        if (request.OnSiteTo > known.Today.AddYears(MostYearsAhead))
            yield return Wrong("onSiteTo", $"现场督导结束日{On(request.OnSiteTo)}应在今天起{MostYearsAhead}年以内；请改正");
        if (request.OnSiteFrom < request.NoticeDate)
            yield return Wrong("onSiteFrom", $"现场督导开始日{On(request.OnSiteFrom)}早于通知日期{On(request.NoticeDate)}；请改正");
        else if (request.NoticeDate >= known.Today && !request.IsUnannounced && known.Profile is { } profile)
        {
            var days = profile[Timers.NoticeBeforeOnSite].WorkingDays;
            var latest = known.Calendar.Add(request.OnSiteFrom, new WorkingDays(-days.Count));
            if (request.NoticeDate > latest)
                yield return Wrong("noticeDate", $"书面通知应至少提前{days.Count}个工作日（TM-01）："
                    + $"现场督导{On(request.OnSiteFrom)}，最迟应于{On(latest)}通知，实为{On(request.NoticeDate)}");
        }
    }

    private static IEnumerable<Problem> Choices(CampaignRequest request)
    {
        if (request.PreApproved)
            yield return new Problem("SU034", "preApproved", "接口发起的督导也须经方案审批；请去掉preApproved，由有权审批的人在平台上批准。");
        if (request.IsUnannounced && request.Type is not (CampaignType.Routine or CampaignType.Emergency))
            yield return new Problem("SU034", "isUnannounced", "只有经常性督导和突发事件督办可以不发通知（R-10）；请改为提前书面通知。");
        if (!request.Publish && string.IsNullOrWhiteSpace(request.NoPublishReason))
            yield return new Problem("SU034", "noPublishReason", "不公开督导结果的，应写明理由。");
    }

    private static Problem Wrong(string field, string sentence) => new("SU033", field, sentence + "。");

    private static string On(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
