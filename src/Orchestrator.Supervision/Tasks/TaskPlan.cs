using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>The decision of 开任务: from the drawing's inputs and the case to a task, or a refusal. Pure.</summary>
public static class TaskPlan
{
    /// <summary>
    /// The task, or SU101 (no such object), SU102 (an input that cannot be understood), SU103 (nobody to ask).
    /// </summary>
    public static (NewTask? Task, EffectOutcome.Failed? Refusal) For(LedgerCall call, Case? subject, PinnedRules? rules)
    {
        if (subject is null || rules is null)
            return (null, call.WithoutSubject());
        if (!Enum.TryParse<AssigneeRole>(call.Text("Assignee"), out var role))
            return Refuse("SU102", $"“{call.Activity}”的办理人“{call.Text("Assignee")}”不是已知角色；"
                + $"可用：{string.Join('、', Enum.GetNames<AssigneeRole>())}。");
        var deadline = DueOf(call, rules);
        if (deadline is { Refusal: { } refusal })
            return (null, refusal);
        var unit = UnitOf(role, subject);
        if (IsOfUnit(role) && unit is null)
            return Refuse("SU103", $"“{call.Activity}”要由单位一方办理，但该对象没有相应单位；请改由督导办办理。");
        return (Compose(call, subject, role) with
        {
            UnitCode = unit,
            Person = role == AssigneeRole.TeamLeader ? subject.TeamLeader : null,
            DueOn = deadline.DueOn,
            DueExplanation = deadline.Explanation,
            DueBy = deadline.By,
            LapseAfter = deadline.DueOn is null ? null : LapseAfter(call),
            LapsesAt = LapseOf(deadline.DueOn, LapseAfter(call), rules.Calendar),
        }, null);
    }

    /// <summary>The task with its owner; SU103 where nobody may do it: a question to nobody is not put.</summary>
    internal static (NewTask? Task, EffectOutcome.Failed? Refusal) Owned(
        NewTask task, IReadOnlyDictionary<Guid, Guid> owners) => task switch
        {
            _ when owners.TryGetValue(task.Id, out var owner) => (task with { Owner = owner }, null),
            _ when OwnerQuestion.IsNeeded(task.Role) => Refuse("SU103",
                $"“{task.Title}”由{string.Join("或", Assignee.Roles(task.Role).Select(RightTable.Label))}办理，"
                + "目前没有能办理的人在任；请先在“岗位”中登记，再重试。"),
            _ => (task, null),
        };

    private static NewTask Compose(LedgerCall call, Case subject, AssigneeRole role) => new()
    {
        Id = Guid.CreateVersion7(call.Now),
        Instance = call.Instance,
        Bookmark = call.Bookmark,
        Definition = call.Definition,
        Subject = subject,
        Form = call.Text("Form") ?? "",
        Title = call.Text("Title") ?? "",
        Role = role,
        Letter = call.Text("Letter"),
        LetterFields = call.Inputs.GetValueOrDefault("LetterFields") is { ValueKind: JsonValueKind.Object } fields
            ? Json.Nothing.SetItems(fields.EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, member.Value)))
            : Json.Nothing,
        Now = call.Now,
    };

    private sealed record Due(DateOnly? DueOn, string? Explanation, EffectOutcome.Failed? Refusal)
    {
        public (TimerId Rule, DateOnly From)? By { get; init; }
    }

    private static Due DueOf(LedgerCall call, PinnedRules rules)
    {
        if (call.Text("DueOn") is not null)
            return call.Day("DueOn") is { } on
                ? new Due(on, call.Text("DueExplanation") ?? $"流程给定{on:yyyy-MM-dd}", null)
                : new Due(null, null, call.NotADay("DueOn", "期限"));
        if (call.Text("DueRule") is not { } id)
            return new Due(null, null, null);
        if (!rules.Profile.Rules.TryGetValue(new TimerId(id), out var rule))
            return new Due(null, null, Failed("SU102", $"“{call.Activity}”引用的期限{id}不在期限方案“{rules.Profile.Version}”中。"));
        if (call.Day("DueFrom") is not { } from)
            return new Due(null, null, call.NotADay("DueFrom", "起算日"));
        var deadline = rule.Rule.From(from, rules.Calendar);
        return new Due(deadline.DueOn, deadline.Explanation, null) { By = (rule.Id, from) };
    }

    private static WorkingDays? LapseAfter(LedgerCall call) =>
        call.Inputs.TryGetValue("LapseAfter", out var days) && days.ValueKind == JsonValueKind.Number
            ? new WorkingDays(days.GetInt32())
            : null;

    /// <summary>0 lapses at the end of the due day, n at the end of the n-th working day after it.</summary>
    internal static DateTimeOffset? LapseOf(DateOnly? dueOn, WorkingDays? after, WorkCalendar calendar) =>
        dueOn is { } due && after is { } days ? ShanghaiTime.EndOf(calendar.Add(due, days)) : null;

    private static bool IsOfUnit(AssigneeRole role) =>
        role is AssigneeRole.LiaisonOfficer or AssigneeRole.UnitHead or AssigneeRole.DepartmentReviewer;

    private static string? UnitOf(AssigneeRole role, Case subject) => role switch
    {
        AssigneeRole.LiaisonOfficer or AssigneeRole.UnitHead => subject.UnitCode,
        AssigneeRole.DepartmentReviewer => subject.SupervisingUnitCode,
        _ => null,
    };

    private static EffectOutcome.Failed Failed(string code, string message) => new(code, message);

    private static (NewTask?, EffectOutcome.Failed?) Refuse(string code, string message) =>
        (null, Failed(code, message));
}
