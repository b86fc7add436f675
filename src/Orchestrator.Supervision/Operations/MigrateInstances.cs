using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>
/// 流程迁移: an administrator takes running instances over to another version of their definition. The plan stands
/// first, with a verdict on each; who may read histories may read it.
/// </summary>
public sealed class MigrateInstances(Database db, Migrations migrations)
{
    public sealed record Request
    {
        public required DefinitionVersion To { get; init; }
        public int? From { get; init; }
        public IReadOnlyList<InstanceId>? Instances { get; init; }
        public MigrationChoices Choices { get; init; } = MigrationChoices.None;
        public required string Reason { get; init; }
    }

    /// <summary>Instances that one request may name; all of a definition need no naming.</summary>
    public const int MostNamed = 10_000;

    /// <summary>The id of the new plan; its first batch is ready. Or AU010, AP020, AP021.</summary>
    /// <exception cref="WorkflowRefusedException">RT188: that version is not published.</exception>
    public async Task<(Guid? Id, Problem? Problem)> Plan(Request request, Actor actor, CancellationToken stop)
    {
        if (Refusal(request, actor) is { } refused)
            return (null, refused);
        var id = await db.InTransaction(async tx =>
        {
            var made = await migrations.Create(tx, new MigrationRequest
            {
                To = request.To,
                From = request.From,
                Instances = request.Instances,
                Choices = request.Choices,
                By = OperationReason.By(actor, request.Reason),
            }, stop);
            await Entry("PlanMigration", made, actor).Write(tx, stop);
            return made;
        }, stop);
        await Begin(id, stop);
        return (id, null);
    }

    /// <summary>Null when the plan is being made anew with these choices, or AU010, AP004, AP022.</summary>
    public Task<Problem?> Choose(Guid id, MigrationChoices choices, Actor actor, CancellationToken stop) =>
        Step(id, ("ChooseMigration", "计划还没有做完，或已经开始迁移"), actor,
            (tx, inner) => Migrations.Choose(tx, id, choices, inner), stop);

    /// <summary>Null when it is on its way, or AU010, AP004, AP022.</summary>
    public Task<Problem?> Run(Guid id, Actor actor, CancellationToken stop) =>
        Step(id, ("RunMigration", "计划还没有做完，或已经开始迁移"), actor,
            (tx, inner) => Migrations.Start(tx, id, inner), stop);

    /// <summary>Null when nobody else moves, or AU010, AP004, AP022.</summary>
    public Task<Problem?> Abandon(Guid id, Actor actor, CancellationToken stop) =>
        Step(id, ("AbandonMigration", "迁移已经结束"), actor,
            (tx, inner) => Migrations.Abandon(tx, id, inner), stop);

    private async Task<Problem?> Step(
        Guid id, (string Act, string Otherwise) named, Actor actor,
        Func<Tx, CancellationToken, Task<bool>> step, CancellationToken stop)
    {
        var problem = await db.InTransaction(async tx =>
        {
            if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
                return forbidden;
            if (await MigrationRows.Find(tx, id, stop) is null)
                return new Problem("AP004", "id", "没有这次迁移；请核对编号。");
            if (!await step(tx, stop))
                return new Problem("AP022", "id", $"期望迁移处于可以这样办的阶段，实际不是：{named.Otherwise}；请刷新后查看。");
            await Entry(named.Act, id, actor).Write(tx, stop);
            return null;
        }, stop);
        if (problem is null)
            await Begin(id, stop);
        return problem;
    }

    /// <summary>
    /// Its first batch at once, so that a few instances need no waiting; the job sees to older ones. Crash point: the
    /// job goes on with it.
    /// </summary>
    private Task<bool> Begin(Guid id, CancellationToken stop) => migrations.RunBatch(id, stop);

    private static Problem? Refusal(Request request, Actor actor) =>
        RightTable.Check(actor, Act.ManageUsers, new ScopeOf())
        ?? OperationReason.Check(request.Reason)
        ?? (string.IsNullOrWhiteSpace(request.To.Definition.Value) || request.Instances?.Count is 0 or > MostNamed
            ? new Problem("AP021", "instances",
                $"请写明流程和目标版本；指名的实例应为1至{MostNamed}个，全部迁移时不要填写。")
            : null);

    private static OperatorAct Entry(string act, Guid migration, Actor actor) => new()
    {
        Actor = actor.Key,
        Act = act,
        Kind = OperatorSubject.Migration,
        Subject = migration,
    };
}
