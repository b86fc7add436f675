using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Turns;
using Orchestrator.Server.Composition;
using Orchestrator.Supervision.Operations;

namespace Orchestrator.Server.Commands;

/// <summary>Audits the whole journal now, for whoever is asked to prove what happened; also while the server runs.
/// </summary>
public static class RunAudit
{
    /// <summary>0 where everything holds, 1 where something does not, 2 where nothing ever ran.</summary>
    public static Task<int> Run(ServerSettings settings) => BesideServer.Run(settings, async db =>
    {
        var journal = new WholeJournal(db, new JournalAudit(new DefinitionStore()));
        var found = await new AuditJournal(db, journal).Run(CancellationToken.None);
        foreach (var flaw in found.Flaws)
            Console.WriteLine($"错误 {flaw.Code} {flaw.Where}: {flaw.Message}");
        if (found.Flawed > 0)
        {
            Console.WriteLine($"{found.Instances}个流程，{found.Flawed}个的记录不能证明（列出前{found.Flaws.Length}个）；"
                + $"相接无误的记录{found.Turns}条。说明见 docs/problems。");
            return 1;
        }

        if (found.Instances == 0)
        {
            Console.Error.WriteLine("期望数据库中有流程，实际一个也没有，没有可核对的。请检查 --data 或 ConnectionStrings__Orchestrator。");
            return 2;
        }

        Console.WriteLine($"{found.Instances}个流程的{found.Turns}条记录：哈希链没有断开，流程状态与记录一致，重放结果相同。");
        return 0;
    });
}
