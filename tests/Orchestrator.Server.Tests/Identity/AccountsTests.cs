using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Identity;

/// <summary>Signing in and invitations, on a watch that the test moves.</summary>
public sealed class AccountsTests : IAsyncLifetime
{
    private const string Right = "correct horse battery";

    private static readonly DateTimeOffset Spring = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly Actor Administrator = new Actor.Official(Guid.CreateVersion7(), "某某", []);

    private readonly Watch watch = new() { Now = Spring };
    private TestDatabase? database;
    private Accounts? accounts;

    private Accounts Accounts => accounts!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        await database.TrainingFrom(Spring, Stop);
        var change = new RuleChange("system", Spring, "建库");
        Assert.Empty(await new ImportDistrict(database.Database).Run(DistrictFiles.Sample, change, Stop));
        accounts = new Accounts(database.Database, watch);
    }

    public ValueTask DisposeAsync() => database!.DisposeAsync();

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_told_apart_by_nobody()
    {
        await Accept(Right);

        var wrong = await SignIn(LiveServer.Director, "wrong horse battery");
        var unknown = await SignIn("nobody@gov.yunze.example.test", Right);

        Assert.Equal("AU001", wrong?.Code);
        Assert.Equal(wrong, unknown);
        Assert.Null(await SignIn(LiveServer.Director.ToUpperInvariant(), Right));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour_even_for_the_right_one()
    {
        await Accept(Right);
        for (var tries = 0; tries < 5; tries++)
            Assert.Equal("AU001", (await SignIn(LiveServer.Director, "wrong horse battery"))?.Code);

        Assert.Equal("AU002", (await SignIn(LiveServer.Director, Right))?.Code);
        watch.Now = Spring.AddMinutes(14);
        Assert.Equal("AU002", (await SignIn(LiveServer.Director, Right))?.Code);
        watch.Now = Spring.AddMinutes(16);
        Assert.Null(await SignIn(LiveServer.Director, Right));
    }

    [Fact]
    public async Task One_slip_after_a_lock_has_run_out_locks_nothing_again()
    {
        await Accept(Right);
        for (var tries = 0; tries < 5; tries++)
            await SignIn(LiveServer.Director, "wrong horse battery");
        watch.Now = Spring.AddMinutes(16);

        Assert.Equal("AU001", (await SignIn(LiveServer.Director, "wrong horse battery"))?.Code);
        Assert.Null(await SignIn(LiveServer.Director, Right));
    }

    [Fact]
    public async Task Somebody_changes_their_password_by_the_one_in_use_and_older_sessions_end()
    {
        const string Fresh = "another horse battery";
        await Accept(Right);
        var session = (await Accounts.SignIn(LiveServer.Director, Right, Stop)).Person!;
        var (token, _) = await Accounts.IssueToken(session, Stop);

        Assert.Equal(("AU001", "old"), Told(await Accounts.ChangePassword(session.Official, "wrong", Fresh, Stop)));
        Assert.Equal(
            ("AU004", "password"), Told(await Accounts.ChangePassword(session.Official, Right, "short", Stop)));
        Assert.NotNull(await Accounts.OfToken(token, Stop));
        Assert.Null(await Accounts.ChangePassword(session.Official, Right, Fresh, Stop));

        Assert.Null(await Accounts.OfToken(token, Stop));
        Assert.Null(await Accounts.OfSession(session.Official.Person, session.Version, Stop));
        Assert.Equal("AU001", (await SignIn(LiveServer.Director, Right))?.Code);
        Assert.Null(await SignIn(LiveServer.Director, Fresh));
    }

    [Fact]
    public async Task The_printed_password_is_known_as_such_until_its_owner_sets_their_own()
    {
        var (email, printed) = (await Accounts.ResetAdministrator(onlyFirst: true, Stop))!.Value;
        var first = (await Accounts.SignIn(email, printed, Stop)).Person!;

        Assert.Null(await Accounts.ChangePassword(first.Official, printed, Right, Stop));

        Assert.True(first.HasOneTimePassword);
        Assert.False((await Accounts.SignIn(email, Right, Stop)).Person!.HasOneTimePassword);
    }

    [Fact]
    public async Task An_invitation_serves_once_and_for_seven_days_and_a_newer_one_ends_it()
    {
        var old = await Invite();
        var used = await Invite();

        Assert.Equal("AU003", (await Accounts.Accept(old, Right, Stop))?.Code);
        Assert.Null(await Accounts.Accept(used, Right, Stop));
        Assert.Equal("AU003", (await Accounts.Accept(used, Right, Stop))?.Code);
        Assert.Equal("AU003", (await Accounts.Accept("guessed", Right, Stop))?.Code);
        var late = await Invite();
        watch.Now = Spring.AddDays(7);
        Assert.Equal("AU003", (await Accounts.Accept(late, Right, Stop))?.Code);
    }

    [Theory]
    [InlineData(9, "AU004")]
    [InlineData(10, null)]
    [InlineData(200, null)]
    [InlineData(201, "AU004")]
    public async Task A_password_has_ten_to_two_hundred_characters_and_a_weak_one_uses_nothing_up(
        int length, string? code)
    {
        var token = await Invite();

        Assert.Equal(code, (await Accounts.Accept(token, new string('p', length), Stop))?.Code);
        Assert.Equal(code is null ? "AU003" : null, (await Accounts.Accept(token, Right, Stop))?.Code);
    }

    private static (string?, string?) Told(Engine.Problem? problem) => (problem?.Code, problem?.Where);

    private async Task<Engine.Problem?> SignIn(string email, string password) =>
        (await Accounts.SignIn(email, password, Stop)).Problem;

    private async Task<string> Invite() => (await Accounts.Invite(LiveServer.Director, Administrator, Stop))!;

    private async Task Accept(string password) =>
        Assert.Null(await Accounts.Accept(await Invite(), password, Stop));

    private sealed class Watch : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
