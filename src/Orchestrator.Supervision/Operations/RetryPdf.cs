using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>重新生成PDF: an administrator lets a copy that was given up be tried anew.</summary>
public sealed class RetryPdf(Database db)
{
    /// <summary>Null when it is due again, or AU010, SU074.</summary>
    public Task<Problem?> Run(Guid document, Actor actor, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
            return forbidden;
        if (!await PdfCopies.TryAnew(tx, document, stop))
            return new Problem("SU074", "document", "这份文书的PDF没有停止生成，不需要重试；请刷新后查看。");
        await new OperatorAct
        {
            Actor = actor.Key,
            Act = "RetryPdf",
            Kind = OperatorSubject.Document,
            Subject = document,
        }.Write(tx, stop);
        return null;
    }, stop);
}
