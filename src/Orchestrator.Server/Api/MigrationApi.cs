using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>Running instances go over to another version: first the plan, then, by those who may, the move.</summary>
internal static class MigrationApi
{
    /// <summary>What a person decided where the plan asked.</summary>
    public sealed record Choices
    {
        /// <summary>By activity of the old version: the activity that it becomes, or null to cancel it.</summary>
        public ImmutableDictionary<string, string?> Activities { get; init; } =
            ImmutableDictionary<string, string?>.Empty;

        /// <summary>New values of variables, by their id.</summary>
        public ImmutableDictionary<string, JsonElement> Variables { get; init; } = Json.Nothing;

        internal MigrationChoices ToChoices() => new()
        {
            Activities = Activities.ToImmutableDictionary(
                one => new ActivityId(one.Key),
                one => one.Value is { } becomes
                    ? (ActivityChoice)new ActivityChoice.Becomes(new ActivityId(becomes))
                    : new ActivityChoice.Cancelled()),
            Variables = Variables.ToImmutableDictionary(one => one.Key, one => one.Value.Clone()),
        };
    }

    public sealed record Request(string Definition, int ToVersion, string Reason)
    {
        public int? FromVersion { get; init; }

        /// <summary>Ids; null: all that have not ended.</summary>
        public IReadOnlyList<Guid>? Instances { get; init; }
        public Choices Choices { get; init; } = new();
    }

    public static void MapMigrations(this RouteGroupBuilder v1)
    {
        v1.MapPost("/migrations", async (Request body, By by, MigrateInstances migrate, CancellationToken stop) =>
        {
            var (id, problem) = await migrate.Plan(new MigrateInstances.Request
            {
                To = new DefinitionVersion(new DefinitionId(body.Definition), body.ToVersion),
                From = body.FromVersion,
                Instances = body.Instances?.Select(instance => new InstanceId(instance)).ToList(),
                Choices = body.Choices.ToChoices(),
                Reason = body.Reason,
            }, by.Actor, stop);
            return id is { } made ? Results.Created($"/api/v1/migrations/{made}", new { Id = made })
                : ApiProblems.Refused(problem!);
        }).ForHoldersOf(Act.ManageUsers).WithTags("流程")
            .WithSummary("为流程迁移到另一版本做计划：每个实例能否迁移、要选择什么；什么也不改动");
        v1.MapGet("/migrations", async (Database db, CancellationToken stop) =>
            Results.Ok((await db.InTransaction(tx => MigrationRows.List(tx, stop), stop)).Select(Shown)))
            .ForHoldersOf(Act.ReadHistory).WithTags("流程").WithSummary("流程迁移，新的在前");
        v1.MapGet("/migrations/{id:guid}", async (Guid id, Database db, CancellationToken stop) =>
            await db.InTransaction(async tx => await MigrationRows.Find(tx, id, stop) is { } row
                ? Results.Ok(new { Migration = Shown(row), Groups = await MigrationRows.Groups(tx, id, stop) })
                : ApiProblems.NotFound(), stop))
            .ForHoldersOf(Act.ReadHistory).WithTags("流程")
            .WithSummary("一次迁移的计划和进展：情形相同的实例为一组，各组有多少、要选择什么、结果如何");
        v1.MapSteps();
    }

    private static void MapSteps(this RouteGroupBuilder v1)
    {
        v1.MapPut("/migrations/{id:guid}/choices", async (
            Guid id, Choices body, By by, MigrateInstances migrate, CancellationToken stop) =>
            await migrate.Choose(id, body.ToChoices(), by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary("为计划中要选择的活动和变量作出选择，计划随之重做");
        v1.MapPost("/migrations/{id:guid}/run", async (
            Guid id, By by, MigrateInstances migrate, CancellationToken stop) =>
            await migrate.Run(id, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem) : Results.Accepted($"/api/v1/migrations/{id}"))
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary("执行迁移：能迁移的分批迁移，可以离开，稍后再看");
        v1.MapPost("/migrations/{id:guid}/abandon", async (
            Guid id, By by, MigrateInstances migrate, CancellationToken stop) =>
            await migrate.Abandon(id, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary("停止一次迁移：已经迁移的不变，其余不再迁移");
    }

    private static object Shown(MigrationRow row) => new
    {
        row.Id,
        Definition = row.To.Definition.Value,
        ToVersion = row.To.Version,
        row.Status,
        row.By,
        row.CreatedAt,
    };
}
