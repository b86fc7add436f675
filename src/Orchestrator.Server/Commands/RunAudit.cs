using System.Globalization;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Turns;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Operations;

namespace Orchestrator.Server.Commands;

/// <summary>Audits the whole journal now, for whoever is asked to prove what happened; also while the server runs.
/// </summary>
public static class RunAudit
{
    /// <summary>0 where everything holds, 1 where something does not, 2 where there is nothing to say.</summary>
    /// <param name="settings">Where the database is.</param>
    /// <param name="day">The day to whose end it is sealed, yyyy-MM-dd; null: yesterday.</param>
    public static Task<int> Run(ServerSettings settings, string? day) => BesideServer.Run(settings, async db =>
    {
        var audit = new AuditJournal(db, new WholeJournal(db, new JournalAudit(new DefinitionStore())),
            new MachineClock());
        DateOnly? until = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out var parsed)
            ? parsed
            : null;
        if (day is null || until <= audit.LastDay)
            return Say(await audit.Run(until, CancellationToken.None));
        Console.Error.WriteLine($"期望已经过完的一天（如{Shown.On(audit.LastDay)}，最晚也是它），实际为“{day}”。");
        return 2;
    });

    private static int Say(JournalFindings found)
    {
        foreach (var flaw in found.Flaws)
            Console.WriteLine($"错误 {flaw.Code} {flaw.Where}: {flaw.Message}");
        if (found is { Flawed: 0, Instances: 0 })
        {
            Console.Error.WriteLine("期望数据库中有流程，实际一个也没有，没有可核对的。请检查 --data 或 ConnectionStrings__Orchestrator。");
            return 2;
        }

        Console.WriteLine(found.Flawed == 0
            ? $"{found.Instances}个流程的{found.Turns}条记录：哈希链没有断开，流程状态与记录一致，重放结果相同。"
            : $"{found.Instances}个流程，{found.Flawed}个的记录不能证明（列出前{found.Flaws.Length}个）；"
                + $"相接无误的记录{found.Turns}条。说明见 docs/problems。");
        if (found.Seal is { } seal)
            Console.WriteLine($"{Shown.Sealed(seal)}：{seal.Digest}");
        return found.Flawed == 0 ? 0 : 1;
    }
}
