using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// The journal lies in months: the index that a turn writes to stays that of one month, however many years lie before.
/// </summary>
public static class JournalMonths
{
    /// <summary>Months made beyond the present one.</summary>
    private const int Ahead = 3;

    /// <summary>
    /// Before the first turn of a server, and once a day. A month that began without its partition stays in the common
    /// one: nothing is lost by it, and no later month is hindered.
    /// </summary>
    public static Task Make(Database db, CancellationToken stop) => db.InTransaction(
        tx => tx.Execute($"SELECT orchestrator.make_journal_partitions({Ahead})", stop), stop);
}
