using System.Diagnostics;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Bench;

/// <summary>
/// What a decision costs by itself, without a database: one turn goes once round a cycle of twelve activities, from its
/// wait to the next.
/// </summary>
internal static class DecideBench
{
    public const string Scenario = "decide";

    private static readonly DateTimeOffset Beginning = new(2026, 3, 10, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Per turn: processor microseconds of the whole process and bytes allocated.</summary>
    public sealed record Cost(double Microseconds, double Bytes);

    /// <param name="Cycle">Conditions and values are literals and variables.</param>
    /// <param name="CycleWithScripts">The same with two conditions and a value in JavaScript, a text in Liquid.</param>
    /// <param name="LongFlowchart">A step of a flowchart of 1,000 activities in a row.</param>
    /// <param name="ManyBranches">An answer where 1,000 branches of a parallel loop wait.</param>
    public sealed record Costs(int N, Cost Cycle, Cost CycleWithScripts, Cost LongFlowchart, Cost ManyBranches)
    {
        private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

        public string ToJson() => JsonSerializer.Serialize(this, Web);
    }

    public static async Task<Costs> Run(int n) => new(
        n,
        await Of(Cycles.Plain, n), await Of(Cycles.WithScripts, n),
        await Of(Cycles.LongFlowchart, n), await Of(Cycles.ManyBranches, n));

    private static async Task<Cost> Of(string json, int n)
    {
        var workflow = CompiledWorkflow.Of(DefinitionReader.Read(json).Definition
            ?? throw new InvalidOperationException("the definition of the bench cannot be read"));
        await WarmUp.Run(() =>
        {
            Turns(workflow, 3_000);
            return Task.CompletedTask;
        });
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var (time, bytes) = (self.TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
        Turns(workflow, n);
        self.Refresh();
        return new Cost(
            Math.Round((self.TotalProcessorTime - time).TotalMicroseconds / n, 2),
            Math.Round((double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / n));
    }

    /// <summary>Always to the oldest wait; an instance that ends is followed by the next.</summary>
    private static void Turns(CompiledWorkflow workflow, int n)
    {
        var state = InstanceState.None;
        var waits = new Queue<BookmarkId>();
        for (var turn = 0; turn < n; turn++)
        {
            state = waits.TryDequeue(out var wait)
                ? Decide(workflow, state, new Command.Resume(wait, Json.EmptyObject), waits)
                : Decide(workflow, InstanceState.None, Start(workflow), waits);
        }

        if (!state.Incidents.IsEmpty)
            throw new InvalidOperationException(state.Incidents[0].Message);
    }

    private static Command.Start Start(CompiledWorkflow workflow) => new()
    {
        Instance = new InstanceId(Guid.Empty),
        Definition = new DefinitionVersion(workflow.Definition.Id, 1),
    };

    private static InstanceState Decide(
        CompiledWorkflow workflow, InstanceState state, Command command, Queue<BookmarkId> waits)
    {
        var moment = new Moment(Beginning, 1, Scripts.Evaluate);
        if (Decider.Decide(workflow, state, command, moment) is not Decision.Accepted accepted)
            throw new InvalidOperationException($"{command} was rejected");
        foreach (var effect in accepted.Effects)
        {
            if (effect is Effect.Wait wait)
                waits.Enqueue(wait.Bookmark);
        }

        return accepted.State;
    }
}
