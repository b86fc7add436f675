using Hangfire;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Drafts;
using Orchestrator.Supervision.Rehearsals;

namespace Orchestrator.Server.Rehearsals;

/// <summary>
/// Runs one rehearsal on whichever server is free. A server that dies leaves it to another one, which begins anew: its
/// scratch database is an orphan and dropped.
/// </summary>
public sealed class RehearsalJob(Rehearsal rehearsal, RehearsalStore store, Database db, MachineClock clock)
{
    /// <summary>Minutes long: it has a worker of its own, so that timers and mails never wait for it.</summary>
    public const string Queue = "rehearsals";

    [AutomaticRetry(Attempts = 0)]
    [Queue(Queue)]
    public async Task Run(Guid id, CancellationToken stop)
    {
        if (store.Find(id) is not { State: RehearsalState.Queued or RehearsalState.Running } asked)
            return;
        var audience = new Audience(store, clock, asked with { State = RehearsalState.Running });
        try
        {
            var (summary, problems) = await rehearsal.Run(
                asked.Request, await Drafts(asked.Request, stop), audience, stop);
            store.Save(audience.Kept with
            {
                State = summary is null ? RehearsalState.Refused : RehearsalState.Done,
                Summary = summary,
                Problems = problems,
            });
        }
        catch (StorageRefusedException refused)
        {
            store.Save(audience.Kept with { State = RehearsalState.Refused, Problems = [refused.Problem] });
        }
        catch (DraftGoneException gone)
        {
            store.Save(audience.Kept with { State = RehearsalState.Refused, Problems = [gone.Problem] });
        }
        catch (CancelledException)
        {
            // Somebody said so, and its state with it.
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            store.Save(audience.Kept with
            {
                State = RehearsalState.Failed,
                Problems = [new Problem("RT198", "rehearsal", $"推演中断：{failure.Message}。请联系系统管理员查看日志。")],
            });
            throw;
        }
    }

    private async Task<IReadOnlyList<WorkflowFolder>> Drafts(RehearsalRequest request, CancellationToken stop)
    {
        var folders = new List<WorkflowFolder>();
        foreach (var draft in request.Drafts)
        {
            folders.Add(await db.InTransaction(tx => PreviewDraft.Folder(tx, draft, stop), stop)
                ?? throw new DraftGoneException(new Problem("RT197", $"{draft}",
                    "期望一份待发布的流程稿，实际没有：编号不对，或已发布、撤销。请刷新“流程”页面后重新发起推演。")));
        }

        return folders;
    }

    private sealed class CancelledException : Exception;

    private sealed class DraftGoneException(Problem problem) : Exception(problem.Message)
    {
        public Problem Problem => problem;
    }

    /// <summary>Keeps what it hears. Progress at most once a second: somebody looks, nobody counts.</summary>
    private sealed class Audience(RehearsalStore store, MachineClock clock, KeptRehearsal kept) : IRehearsalAudience
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
        private readonly List<RehearsalLine> piece = [];
        private DateTimeOffset saved;

        public KeptRehearsal Kept { get; private set; } = kept;

        public Task Progress(RehearsalProgress progress)
        {
            Kept = Kept with { Now = progress.Now, Answered = progress.Answered };
            if (clock.GetUtcNow() - saved < Pause)
                return Task.CompletedTask;
            saved = clock.GetUtcNow();

            if (store.Find(Kept.Id) is { State: RehearsalState.Cancelled })
                throw new CancelledException();
            store.Save(Kept);
            return Task.CompletedTask;
        }

        public Task Tell(IReadOnlyList<RehearsalLine> lines)
        {
            foreach (var line in lines.Take(RehearsalStore.MostLines - Kept.Lines))
            {
                piece.Add(line);
                Kept = Kept with { Lines = Kept.Lines + 1 };
                if (piece.Count == RehearsalStore.PieceLines)
                    Keep();
            }

            if (piece.Count > 0)
                store.Save(Kept.Id, Kept.Lines / RehearsalStore.PieceLines, piece);
            return Task.CompletedTask;
        }

        private void Keep()
        {
            store.Save(Kept.Id, (Kept.Lines / RehearsalStore.PieceLines) - 1, piece);
            piece.Clear();
        }
    }
}
