using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>A sender on a test database, with a machine clock that the test moves.</summary>
internal sealed class Sender : IDisposable
{
    private readonly MailWays ways;
    private readonly MailHandOver handOver;

    public Sender(TestDatabase database, MailSettings settings, SteeredTime? time = null, ILogger<MailWays>? log = null)
        : this(database.Database, settings, time ?? new SteeredTime(), log)
    {
    }

    public Sender(Database database, MailSettings settings, SteeredTime time, ILogger<MailWays>? log = null)
    {
        Time = time;
        Folder = Directory.CreateTempSubdirectory("orchestrator-mailbox-").FullName;
        ways = new MailWays(settings, Folder, log ?? NullLogger<MailWays>.Instance);
        handOver = new MailHandOver(
            database, Time, ways, new Telling(Door, NullLogger<Telling>.Instance));
    }

    public RecordingDoor Door { get; } = new();
    public SteeredTime Time { get; }
    public string Folder { get; }

    public static MailSettings Builtin => Settings(null);

    public static MailSettings Settings(int? port) => new()
    {
        Host = port is null ? null : "127.0.0.1",
        Port = port ?? 0,
        Security = MailSecurity.None,
        From = "dudao@bureau.example",
        FromName = "示例区教育督导室",
    };

    public Task<int> Run() => handOver.RunDue(TestContext.Current.CancellationToken);

    public Task<DateTimeOffset?> NextAfter(DateTimeOffset now) =>
        handOver.NextAfter(now, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        handOver.Dispose();
        ways.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Machine time that a test moves.</summary>
internal sealed class SteeredTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Pass(TimeSpan time) => now += time;
}

/// <summary>What the tests ask the tables.</summary>
internal static class MailTables
{
    public static Task Queue(this TestDatabase database, params OutgoingMail[] mails) =>
        database.Database.InTransaction(
            tx => MailRoom.Queue(tx, mails, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);

    public static async Task<Delivery> Mail(this TestDatabase database, string localPart) =>
        Assert.Single(await database.Mails(), mail => mail.Recipient.Address.StartsWith(
            localPart + "@", StringComparison.Ordinal));

    public static Task<IReadOnlyList<Delivery>> Mails(this TestDatabase database) =>
        database.Database.InTransaction(
            tx => MailRead.OfSubject(tx, Letters.Inspection, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);

    public static Task<IReadOnlyList<DeliveryAttempt>> Attempts(this TestDatabase database, Guid mail) =>
        database.Database.InTransaction(
            tx => MailRead.Attempts(tx, mail, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);

    public static Task<T?> Ask<T>(this TestDatabase database, Sql sql) =>
        database.Database.InTransaction(tx => tx.QueryOne(
            sql, row => row.GetFieldValue<T>(0), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
}
