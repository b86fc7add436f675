using Microsoft.AspNetCore.Identity;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Identity;

/// <summary>A person who is signed in, and the version of the account they signed in with.</summary>
/// <param name="Official">Their posts as they are today.</param>
/// <param name="Version">Of the account: a new password ends what the older ones began.</param>
/// <param name="HasOneTimePassword">They still use the password that the program printed, and should set their own.
/// </param>
public sealed record SignedInPerson(Actor.Official Official, int Version, bool HasOneTimePassword);

/// <summary>Accounts of A1 to A5 and A8: invited by a one-time link, locked after five wrong passwords.</summary>
public sealed class Accounts(Database db, TimeProvider machine)
{
    private const int MostFailures = 5;
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);
    private static readonly TimeSpan TokenLasts = TimeSpan.FromHours(12);
    private readonly PasswordHasher<object> hasher = new();

    /// <summary>AU001 for a wrong name or password (never which), AU002 while locked.</summary>
    public Task<(SignedInPerson? Person, Problem? Problem)> SignIn(
        string email, string password, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var now = machine.GetUtcNow();
        var found = await tx.QueryOne($"""
            SELECT account.person_id, account.password_hash, account.locked_until, account.version, account.is_one_time
            FROM identity.account AS account
            JOIN supervision.person AS person ON person.id = account.person_id
            WHERE lower(person.email) = lower({email.Trim()}) AND person.is_active
            FOR UPDATE OF account
            """, row => (Id: row.GetGuid(0), Hash: row.GetString(1),
                Locked: row.IsDBNull(2) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(2),
                Version: row.GetInt32(3), IsOneTime: row.GetBoolean(4)), stop);
        if (found.Locked > now)
            return (null, new Problem("AU002", "email", "密码多次输入错误，账号已暂时锁定；请15分钟后再试，或请管理员重置密码。"));

        // An unknown address costs as much time as a wrong password.
        var right = hasher.VerifyHashedPassword(this, found.Hash ?? Unknown, password)
            != PasswordVerificationResult.Failed && found.Id != default;
        await tx.Execute($"""
            UPDATE identity.account
            SET failed_attempts = tried.failures,
                locked_until = CASE WHEN tried.failures >= {MostFailures} THEN {now + Lock} END
            FROM (
                SELECT person_id, CASE WHEN {right} THEN 0
                                       WHEN locked_until IS NOT NULL THEN 1
                                       ELSE failed_attempts + 1 END AS failures
                FROM identity.account
            ) AS tried
            WHERE account.person_id = {found.Id} AND tried.person_id = account.person_id
            """, stop);

        // Somebody whose posts have all ended has an account and nothing to do here.
        return right && await Official(tx, found.Id, stop) is { } official
            ? (new SignedInPerson(official, found.Version, found.IsOneTime), null)
            : ((SignedInPerson?)null, new Problem("AU001", "password", "邮箱或密码不正确；请重新输入。"));
    }, stop);

    /// <summary>
    /// The person of a session, as they are today; null where the password has changed since, or nothing is left to
    /// do.
    /// </summary>
    public Task<SignedInPerson?> OfSession(Guid person, int version, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var isOneTime = await tx.QueryOne($"""
                SELECT is_one_time FROM identity.account WHERE person_id = {person} AND version = {version}
                """, row => (bool?)row.GetBoolean(0), stop);
            return isOneTime is { } known && await Official(tx, person, stop) is { } official
                ? new SignedInPerson(official, version, known)
                : null;
        }, stop);

    /// <summary>The person behind a bearer token; null where it is unknown, expired, or of an old password.</summary>
    public Task<Actor.Official?> OfToken(string token, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var person = await tx.QueryOne($"""
            SELECT token.person_id
            FROM identity.bearer_token AS token
            JOIN identity.account AS account ON account.person_id = token.person_id AND account.version = token.version
            WHERE token.token_hash = {Secrets.Hash(token)} AND token.expires_at > {machine.GetUtcNow()}
            """, row => row.GetGuid(0), stop);
        return person == default ? null : await Official(tx, person, stop);
    }, stop);

    /// <summary>A token for programs that act for the person, shown once.</summary>
    public Task<(string Token, DateTimeOffset ExpiresAt)> IssueToken(SignedInPerson person, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var (token, now) = (Secrets.Token(), machine.GetUtcNow());
            await tx.Execute(
            [
                $"DELETE FROM identity.bearer_token WHERE expires_at < {now}",
                $"""
                INSERT INTO identity.bearer_token (token_hash, person_id, version, expires_at)
                VALUES ({Secrets.Hash(token)}, {person.Official.Person}, {person.Version}, {now + TokenLasts})
                """,
            ], stop);
            return (token, now + TokenLasts);
        }, stop);

    /// <summary>The token is dead with the next request.</summary>
    public Task Revoke(string token, CancellationToken stop) => db.InTransaction(tx => tx.Execute(
        $"DELETE FROM identity.bearer_token WHERE token_hash = {Secrets.Hash(token)}", stop), stop);

    /// <summary>
    /// A one-time link's token for a person; null where there is no such person. An earlier link of theirs that
    /// nobody has used is dead.
    /// </summary>
    public Task<string?> Invite(string email, Actor by, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var (id, name) = await tx.QueryOne($"""
            SELECT id, name FROM supervision.person WHERE lower(email) = lower({email.Trim()}) AND is_active
            """, row => (row.GetGuid(0), row.GetString(1)), stop);
        if (id == default)
            return null;
        var (token, now) = (Secrets.Token(), machine.GetUtcNow());
        await tx.Execute(
        [
            $"DELETE FROM identity.invitation WHERE person_id = {id} AND used_at IS NULL",
            $"""
            INSERT INTO identity.invitation (token_hash, person_id, expires_at)
            VALUES ({Secrets.Hash(token)}, {id}, {now + InvitationLasts})
            """,
        ], stop);
        await IdentityAudit.Write(tx, by.Key, "Invite", (OperatorSubject.Person, id, name), stop);
        return token;
    }, stop);

    /// <summary>AU003 for a link that is unknown, used or expired; AU004 for a weak password.</summary>
    public Task<Problem?> Accept(string token, string password, CancellationToken stop)
    {
        if (Weak(password) is { } weak)
            return Task.FromResult<Problem?>(weak);
        return db.InTransaction(async tx =>
        {
            var person = await tx.QueryOne($"""
                UPDATE identity.invitation SET used_at = {machine.GetUtcNow()}
                WHERE token_hash = {Secrets.Hash(token)} AND used_at IS NULL AND expires_at > {machine.GetUtcNow()}
                RETURNING person_id
                """, row => row.GetGuid(0), stop);
            if (person == default)
                return new Problem("AU003", "token", "邀请链接无效、已使用或已过期；请管理员重新邀请。");
            await SetPassword(tx, person, (password, false), stop);
            await IdentityAudit.Write(
                tx, $"person:{person:N}", "SetPassword", (OperatorSubject.Person, person, ""), stop);
            return null;
        }, stop);
    }

    /// <summary>
    /// A new password of one's own; every older session and token ends. AU001 where the old one is wrong, AU002 while
    /// locked, AU004 for a weak one: then nothing has changed.
    /// </summary>
    public async Task<Problem?> ChangePassword(
        Actor.Official person, string old, string password, CancellationToken stop)
    {
        if (Weak(password) is { } weak)
            return weak;
        var email = await db.InTransaction(tx => tx.QueryOne(
            $"SELECT email FROM supervision.person WHERE id = {person.Person}", row => row.GetString(0), stop), stop);

        // As a sign-in, so that a found session cannot try old passwords without end.
        if ((await SignIn(email ?? "", old, stop)).Problem is { } wrong)
            return wrong.Code == "AU001"
                ? wrong with { Where = "old", Message = "现在的密码不正确，没有修改；请重新输入。" }
                : wrong;
        return await db.InTransaction(async tx =>
        {
            await SetPassword(tx, person.Person, (password, false), stop);
            await IdentityAudit.Write(
                tx, person.Key, "SetPassword", (OperatorSubject.Person, person.Person, ""), stop);
            return (Problem?)null;
        }, stop);
    }

    /// <summary>A new one-time password of the administrator. Null where there is none, or an account.</summary>
    public Task<(string Email, string Password)?> ResetAdministrator(bool onlyFirst, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var (id, email, has) = await tx.QueryOne($"""
                SELECT person.id, person.email, account.person_id IS NOT NULL
                FROM supervision.current_post(supervision.today()) AS post
                JOIN supervision.person AS person ON person.id = post.person_id
                LEFT JOIN identity.account AS account ON account.person_id = person.id
                WHERE post.role = 'Administrator'
                ORDER BY post.valid_from, person.id
                LIMIT 1
                """, row => (row.GetGuid(0), row.GetString(1), row.GetBoolean(2)), stop);
            if (id == default || (onlyFirst && has))
                return ((string, string)?)null;
            var password = Secrets.Password();
            await SetPassword(tx, id, (password, true), stop);
            await IdentityAudit.Write(tx, "system", "SetPassword", (OperatorSubject.Person, id, email), stop);
            return (email, password);
        }, stop);

    /// <summary>Whether anybody holds the post: an empty live database has nobody yet.</summary>
    public Task<bool> HasAdministrator(CancellationToken stop) => db.InTransaction(tx => tx.QueryOne($"""
        SELECT EXISTS (
            SELECT FROM supervision.current_post(supervision.today()) AS post WHERE post.role = 'Administrator')
        """, row => row.GetBoolean(0), stop), stop);

    /// <summary>Posts as they are today: one that ended is gone at the next call, a later one not here yet.</summary>
    public static async Task<Actor.Official?> Official(Tx tx, Guid person, CancellationToken stop)
    {
        var posts = await tx.Query($"""
            SELECT person.name, post.role, post.unit_code
            FROM supervision.person AS person
            JOIN supervision.current_post(supervision.today()) AS post ON post.person_id = person.id
            WHERE person.id = {person}
            """, row => (Name: row.GetString(0), Post: new Post(
                Enum.Parse<Role>(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2))), stop);
        return posts.Count == 0
            ? null
            : new Actor.Official(person, posts[0].Name, [.. posts.Select(one => one.Post)]);
    }

    private static Problem? Weak(string password) => password.Length is < 10 or > 200
        ? new Problem("AU004", "password", "密码应为10至200个字符；请重新设置。")
        : null;

    private async Task SetPassword(
        Tx tx, Guid person, (string Text, bool IsOneTime) password, CancellationToken stop) => await tx.Execute($"""
        INSERT INTO identity.account (person_id, password_hash, is_one_time)
        VALUES ({person}, {hasher.HashPassword(this, password.Text)}, {password.IsOneTime})
        ON CONFLICT (person_id) DO UPDATE
        SET password_hash = EXCLUDED.password_hash, is_one_time = EXCLUDED.is_one_time, failed_attempts = 0,
            locked_until = NULL, version = account.version + 1
        """, stop);

    private string Unknown => field ??= hasher.HashPassword(this, Secrets.Token());
}
