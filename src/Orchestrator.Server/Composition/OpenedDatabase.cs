using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Private;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;

namespace Orchestrator.Server.Composition;

/// <summary>
/// The district's database, migrated and founded: the one that the configuration names, or a private PostgreSQL in
/// the data folder. The private one is training and begins with the sample district.
/// </summary>
public sealed class OpenedDatabase : IAsyncDisposable
{
    private const string Name = "orchestrator";
    private const int MostTries = 300;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private readonly PrivatePostgres? own;

    private OpenedDatabase(PrivatePostgres? own, string connectionString, (Database Db, BusinessClock Clock) opened)
    {
        this.own = own;
        ConnectionString = connectionString;
        Database = opened.Db;
        Clock = opened.Clock;
    }

    public string ConnectionString { get; }
    public Database Database { get; }
    public BusinessClock Clock { get; }

    /// <exception cref="StorageRefusedException">The storage cannot be opened as it is; it says why.</exception>
    public static async Task<OpenedDatabase> Open(
        ServerSettings settings, IConfiguration configuration, MachineClock machine, CancellationToken stop)
    {
        var external = configuration.GetConnectionString("Orchestrator");
        var own = external is null ? await StartOwn(settings, configuration, stop) : null;
        if (own is not null)
            await own.EnsureDatabase(Name, stop);
        var address = external ?? own!.ConnectionString(Name);
        var db = Database.Open(address);
        await Migrated(db, stop);
        await JournalMonths.Make(db, stop);
        var training = own is not null || settings.Training ? true : (bool?)null;
        var clock = await BusinessClock.Open(db, machine, new Founding(training, settings.BeginsAt), stop);
        await Furnish(db, clock, own is not null || settings.Training, stop);
        return new OpenedDatabase(own, address, (db, clock));
    }

    /// <summary>
    /// The address of a private database whose server runs at this moment, for a second process of ours; null where
    /// none runs.
    /// </summary>
    public static string? RunningAddress(ServerSettings settings)
    {
        var folder = Path.Combine(settings.DataFolder, "postgres");
        return PrivatePostgres.RunningAddress(folder, Name);
    }

    /// <summary>To the schemas of this program.</summary>
    public static Task<int> Migrate(Database db, CancellationToken stop) => db.Migrate(
        [typeof(Database).Assembly, typeof(ImportDistrict).Assembly, typeof(OpenedDatabase).Assembly], stop);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (own is not null)
            await own.DisposeAsync();
    }

    private static Task<PrivatePostgres> StartOwn(
        ServerSettings settings, IConfiguration configuration, CancellationToken stop) => PrivatePostgres.Start(
        new PrivatePostgresPlace
        {
            Folder = Path.Combine(settings.DataFolder, "postgres"),
            ConfiguredBin = configuration["Database:PgBin"],
            NpmNative = configuration["Database:NpmPostgres"],
        }, stop);

    /// <summary>
    /// A database of somebody else's may come up after us: until it answers nothing listens here, so that nobody takes
    /// this server for ready.
    /// </summary>
    private static async Task Migrated(Database db, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Migrate(db, stop);
                return;
            }
            catch (NpgsqlException silence) when (silence.IsTransient && tries < MostTries)
            {
                if (tries == 1)
                    Console.Error.WriteLine($"the database does not answer yet ({silence.Message}); waiting for it");
                await Task.Delay(BetweenTries, stop);
            }
            catch (NpgsqlException closed) when (closed.IsTransient || closed.SqlState is "28000" or "28P01" or "3D000")
            {
                // Wrong user, wrong password, no such database, or silence to the end: a setting, not a bug.
                throw new StorageRefusedException(new Problem("RT009", "ConnectionStrings__Orchestrator",
                    $"the database cannot be opened: {closed.Message}. Expected a PostgreSQL 15 or newer that answers "
                    + "and lets this user in; correct the connection string or start the database, then start again."));
            }
        }
    }

    /// <summary>What every database needs before its first campaign; a training one gets the sample district.</summary>
    private static async Task Furnish(Database db, BusinessClock clock, bool sample, CancellationToken stop)
    {
        var change = new RuleChange("system", clock.GetUtcNow(), "建库");

        // A database that has units already refuses with SU002 and keeps them.
        var problems = sample ? await new ImportDistrict(db).Run(DistrictFiles.Sample, change, stop) : [];
        if (problems.Any(problem => problem.Code != "SU002"))
            throw new InvalidOperationException($"the sample district is flawed: {string.Join("; ", problems)}");
        await new EnsureStandardRules(db).Run(change, stop);
    }
}
