using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Workflows;

/// <summary>Something that a person must decide before an instance can move, or why it cannot.</summary>
/// <param name="Text">A sentence.</param>
public sealed record PlanNote(string Text)
{
    /// <summary>The running activity that it is about, by its id in the old version.</summary>
    public string? Activity { get; init; }

    /// <summary>The variable that it is about, by its id.</summary>
    public string? Variable { get; init; }

    /// <summary>What the activity may become in the new version.</summary>
    public ImmutableArray<string> Options { get; init; } = [];
}

/// <summary>What a migration of one instance would be.</summary>
public sealed record InstancePlan(MigrationVerdict Verdict, ImmutableArray<PlanNote> Notes)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(Notes, JsonSerializerOptions.Web);

    public static ImmutableArray<PlanNote> NotesOf(byte[] stored) =>
        JsonSerializer.Deserialize<ImmutableArray<PlanNote>>(stored, JsonSerializerOptions.Web);
}

/// <summary>Finds the verdict on one instance: by comparing both versions, and by deciding without saving.</summary>
internal static class MigrationPlans
{
    public static InstancePlan Of(
        Stored stored, (PublishedWorkflow From, PublishedWorkflow To) versions, Command.Operate act)
    {
        var choices = ((Operation.Migrate)act.What).Choices;
        var moment = new Moment(stored.Now, 0, Scripts.Evaluate) { Target = versions.To.Compiled };
        var decision = Decider.Decide(versions.From.Compiled, stored.State, act, moment);
        if (decision is not Decision.Rejected rejected)
            return new InstancePlan(MigrationVerdict.Moves, []);
        if (rejected.Code != "RT186")
            return new InstancePlan(MigrationVerdict.Cannot, [new PlanNote($"{rejected.Code} {rejected.Reason}")]);
        var plan = MigrationPlan.Of(versions.From.Compiled, versions.To.Compiled, stored.State, choices);
        return new InstancePlan(MigrationVerdict.NeedsChoice,
        [
            .. plan.Activities.OrderBy(one => one.Activity.Value, StringComparer.Ordinal)
                .Select(one => Note(one, versions.From)),
            .. plan.Variables.Select(Note),
        ]);
    }

    private static PlanNote Note(ActivityQuestion question, PublishedWorkflow from) =>
        new($"正在执行的“{from.NameOf(question.Activity)}”" + question.Issue switch
        {
            MigrationIssue.Gone => "在新版本里没有",
            MigrationIssue.OtherType => "在新版本里是另一种活动",
            MigrationIssue.OtherContainer => "在新版本里位于另一个容器",
            _ => "不能成为所选的活动",
        } + "；请选择它成为哪个活动，或取消它。")
        {
            Activity = question.Activity.Value,
            Options = [.. question.Options.Select(option => option.Value)],
        };

    private static PlanNote Note(VariableQuestion question) =>
        new($"变量“{question.Variable}”的值不能成为{question.TypeName}；请给出它的新值。")
        {
            Variable = question.Variable,
        };
}
