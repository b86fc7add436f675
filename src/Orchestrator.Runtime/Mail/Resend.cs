using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// A person has a mail sent again whose fate is unknown or that failed. It keeps its Message-Id, so that a mailbox that
/// drops repeats shows it once.
/// </summary>
public static class Resend
{
    /// <summary>Null when it is queued again; RT213 where there is nothing to send again.</summary>
    public static async Task<Problem?> Run(Tx tx, Guid mail, CancellationToken stop)
    {
        var queued = await tx.Execute($"""
            UPDATE orchestrator.mail
            SET state           = 'Queued',
                attempts_before = attempts,
                next_attempt_at = NULL,
                settled_at      = NULL,
                told            = false
            WHERE id = {mail} AND state IN ('Unknown', 'Failed')
            """, stop);
        return queued == 1
            ? null
            : new Problem("RT213", $"mail {mail:D}", "只有投递失败或结果不明的邮件可以重发；该邮件不存在，或者正在投递、已经送达。");
    }
}
