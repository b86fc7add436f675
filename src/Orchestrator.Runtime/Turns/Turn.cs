using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>The only way to move an instance: claim, decide, ledger rounds, append, save, commit.</summary>
public sealed class Turn
{
    /// <summary>
    /// Runs the turns that follow from what this transaction wrote, in this transaction. An instance that another
    /// server is moving at this moment keeps its command in the inbox: that server's next drain takes it.
    /// </summary>
    public Task Advance(Tx tx, CancellationToken stop) => throw new NotImplementedException();
}
