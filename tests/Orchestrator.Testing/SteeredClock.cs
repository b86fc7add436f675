using Orchestrator.Runtime.Clocks;

namespace Orchestrator.Testing;

/// <summary>The training clock of a test database: begins where the test says, and moves when it says.</summary>
public static class SteeredClock
{
    /// <summary>Founds the database as training at this instant. Once per database.</summary>
    public static Task<BusinessClock> TrainingFrom(
        this TestDatabase database, DateTimeOffset beginsAt, CancellationToken stop) =>
        BusinessClock.Open(database.Database, new MachineClock(), new Founding(Training: true, beginsAt), stop);
}
