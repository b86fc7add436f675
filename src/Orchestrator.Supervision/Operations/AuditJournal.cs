using System.Text.Json;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Operations;

/// <summary>An audit of the journal that somebody can look up.</summary>
/// <param name="At">Business time, UTC.</param>
/// <param name="Found">What it found.</param>
public sealed record JournalAudited(DateTimeOffset At, JournalFindings Found);

/// <summary>
/// 核对流程记录: whether all that ever happened can still be proved. Nobody's act but the platform's own, every night or
/// at the command line; what it found stands in 操作日志.
/// </summary>
public sealed class AuditJournal(Database db, WholeJournal journal, MachineClock machine)
{
    /// <summary>The last day of which nothing more can be recorded; by the machine's clock, as records are.</summary>
    public DateOnly LastDay => ShanghaiTime.DateOf(machine.GetUtcNow()).AddDays(-1);

    /// <param name="until">What was recorded to the end of this day is sealed; null: <see cref="LastDay"/>.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<JournalFindings> Run(DateOnly? until, CancellationToken stop)
    {
        var found = await journal.Check(ShanghaiTime.EndOf(until ?? LastDay), stop);

        // Crash point: it was audited and nobody knows. The next night audits it again.
        await db.InTransaction(tx => Entry(found).Write(tx, stop), stop);
        return found;
    }

    /// <summary>The last one; null: there was none.</summary>
    public static Task<JournalAudited?> Last(Tx tx, CancellationToken stop) => tx.QueryOne($"""
        SELECT at, detail::text
        FROM supervision.audit_entry
        WHERE subject_id = {Guid.Empty} AND subject_kind = {nameof(OperatorSubject.Journal)}
        ORDER BY id DESC
        LIMIT 1
        """, row => new JournalAudited(row.GetFieldValue<DateTimeOffset>(0),
            JsonSerializer.Deserialize<JournalFindings>(row.GetString(1), JsonSerializerOptions.Web)!), stop);

    // A district has one journal, and it has no id.
    private static OperatorAct Entry(JournalFindings found) => new()
    {
        Actor = "system",
        Act = "AuditJournal",
        Kind = OperatorSubject.Journal,
        Subject = Guid.Empty,
        Detail = JsonSerializer.SerializeToElement(found, JsonSerializerOptions.Web),
    };
}
