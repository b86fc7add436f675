using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>The form of a new campaign: its fields are those of the request, so problems find their place.</summary>
public static class NewCampaignForm
{
    public const string Submitted = "Submitted";

    public static readonly FormDefinition Form = new()
    {
        Title = "发起督导活动",
        Description = "提交后进入方案审批；审批通过、印发通知之前，不会向任何单位发送邮件。",
        Fields =
        [
            Text("title", "名称", 200) with { Help = "例如：2026年春季食堂管理专项督导" },
            Choice("line", "督导类别", ("School", "督学"), ("Government", "督政"), ("Monitoring", "评估监测")),
            Choice("type", "类型", [.. Enum.GetValues<CampaignType>().Select(type => ($"{type}", Labels.Of(type)))]),
            Text("basis", "依据", 500) with { Kind = FieldKind.LongText, Help = "文件名称和文号，或计划中的条目" },
            Choice("indicatorScheme", "指标体系"),
            new() { Name = "units", Kind = FieldKind.Choices, Label = "单位", Most = CampaignCheck.MostUnits,
                Help = "按名称或代码查找后勾选；也可以不选，改用下面的条件选择学校" },
            new() { Name = "stages", Kind = FieldKind.Choices, Label = "按学段选择学校", Options =
                [new("Kindergarten", "幼儿园"), new("Primary", "小学"), new("Junior", "初中"),
                 new("NineYear", "九年一贯"), new("CompleteSecondary", "完全中学"), new("Senior", "高中"),
                 new("Vocational", "职业学校"), new("Special", "特殊教育")] },
            new() { Name = "townships", Kind = FieldKind.Choices, Label = "按乡镇选择学校" },
            Choice("deadlineProfile", "期限方案") with { Help = "各项期限的天数；内容见“查询—期限方案”" },
            Date("noticeDate", "通知日期"), Date("onSiteFrom", "现场督导开始"), Date("onSiteTo", "现场督导结束"),
            new() { Name = "team", Kind = FieldKind.Choices, Label = "督导组成员",
                Help = "列出可参加的督学；至少三人，可以在修改方案时补充" },
            new() { Name = "leader", Kind = FieldKind.Choice, Label = "组长" },
            YesNo("selfEvaluation", "要求单位自评"), YesNo("isUnannounced", "不提前通知（四不两直）"),
            YesNo("isOffPlan", "计划外"), YesNo("publish", "公开督导结果"),
            new() { Name = "noPublishReason", Kind = FieldKind.Text, Label = "不公开的理由" },
        ],
        Outcomes = [new() { Name = Submitted, Label = "提交审批" }],
    };

    public static FormSetting Setting(CampaignChoices choices) => FormSetting.Plain with
    {
        Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty
            .Add("indicatorScheme", Options(choices.Schemes)).Add("team", Options(choices.Inspectors))
            .Add("leader", Options(choices.Inspectors)).Add("townships", Options(choices.Townships))
            .Add("units", Options(choices.Units))
            .Add("deadlineProfile", [.. choices.Profiles.Select(one => new FormOption(one.Code, one.Name))]),
        Values = Json.Parse("""
            {"line":"School","type":"Special","selfEvaluation":true,"isUnannounced":false,"isOffPlan":false,
             "publish":true,"deadlineProfile":"standard"}
            """),
    };

    /// <summary>The request; the content has passed the form's own check.</summary>
    public static CampaignRequest Request(JsonElement content, string requestedBy) => new()
    {
        Title = content.TextOf("title") ?? "",
        Line = Enum.Parse<SupervisionLine>(content.TextOf("line") ?? nameof(SupervisionLine.School)),
        Type = Enum.Parse<CampaignType>(content.TextOf("type") ?? nameof(CampaignType.Special)),
        Basis = content.TextOf("basis") ?? "",
        IndicatorScheme = content.TextOf("indicatorScheme") ?? "",
        UnitSelector = new UnitSelector
        {
            Codes = [.. content.TextsOf("units")],
            Stages = [.. content.TextsOf("stages")],
            Townships = [.. content.TextsOf("townships")],
        },
        DeadlineProfile = content.TextOf("deadlineProfile") ?? DeadlineProfile.StandardName,
        NoticeDate = content.DateOf("noticeDate") ?? default,
        OnSiteFrom = content.DateOf("onSiteFrom") ?? default,
        OnSiteTo = content.DateOf("onSiteTo") ?? default,
        SelfEvaluation = content.IsYes("selfEvaluation"),
        IsUnannounced = content.IsYes("isUnannounced"),
        IsOffPlan = content.IsYes("isOffPlan"),
        Team = [.. content.TextsOf("team").Prepend(content.TextOf("leader")).OfType<string>().Distinct()],
        Publish = content.IsYes("publish"),
        NoPublishReason = content.TextOf("noPublishReason"),
        RequestedBy = requestedBy,
    };

    /// <summary>A problem of the request at the field of this form.</summary>
    public static Problem AtField(Problem problem) => problem.Where.StartsWith("unitSelector", StringComparison.Ordinal)
        ? problem with { Where = "units" }
        : problem;

    private static FormField Text(string name, string label, int most) =>
        new() { Name = name, Kind = FieldKind.Text, Label = label, IsRequired = true, Most = most };

    private static FormField Date(string name, string label) =>
        new() { Name = name, Kind = FieldKind.Date, Label = label, IsRequired = true };

    private static FormField YesNo(string name, string label) =>
        new() { Name = name, Kind = FieldKind.YesNo, Label = label, IsRequired = true };

    private static FormField Choice(string name, string label, params (string Value, string Label)[] options) => new()
    {
        Name = name,
        Kind = FieldKind.Choice,
        Label = label,
        IsRequired = true,
        Options = [.. options.Select(option => new FormOption(option.Value, option.Label))],
    };

    private static ImmutableArray<FormOption> Options(IReadOnlyList<Choice> choices) =>
        [.. choices.Select(one => new FormOption(one.Code, $"{one.Name}（{one.Code}）"))];
}
