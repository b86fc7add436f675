using System.Collections.Immutable;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>Every page of the portal that a menu leads to, with the right that makes it useful.</summary>
public static class Menu
{
    public sealed record Page(string Title, string Href, Act? Right);

    public sealed record Group(string Title, ImmutableArray<Page> Pages);

    public static readonly ImmutableArray<Group> Groups =
    [
        new("办理", [new("我的待办", "/", null), new("签批", "/signing", Act.ReadCases)]),
        new("督导", [
            new("督导活动", "/campaigns", Act.ReadCases), new("问题", "/items", Act.ReadCases),
            new("督办单", "/orders", Act.ReadCases), new("逾期清单", "/overdue", Act.ReadCases),
            new("主管部门", "/departments", Act.ReadDepartments)]),
        new("查询", [
            new("单位", "/units", Act.ReadCases), new("期限计算", "/deadlines", null),
            new("工作日历", "/calendar", null), new("期限方案", "/timers", null)]),
        new("管理", [
            new("操作日志", "/audit", Act.ReadAudit), new("邮件", "/mails", Act.ReadAudit),
            new("来信", "/incoming-mails", Act.ReadAudit),
            new("内置邮箱", "/mailbox", Act.ManageUsers),
            new("异常", "/incidents", Act.ManageUsers), new("用户", "/users", Act.ManageUsers),
            new("岗位", "/posts", Act.ManageUsers), new("值班与交接", "/duty", Act.ReadCases),
            new("流程", "/workflows", Act.PublishWorkflows),
            new("文号", "/number-series", Act.ChangeNumberSeries),
            new("接口密钥", "/api-keys", Act.ManageUsers), new("演练时钟", "/clock", Act.ManageUsers),
            new("演练邮件", "/training-mail", Act.ManageUsers)]),
    ];

    /// <summary>Not in the menu of a live database.</summary>
    public static readonly ImmutableArray<string> OnlyInTraining = ["/clock", "/training-mail"];
}
