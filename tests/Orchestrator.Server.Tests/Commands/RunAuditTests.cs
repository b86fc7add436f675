using System.Text.RegularExpressions;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Tests.Api;
using Orchestrator.Server.Tests.Portal;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Commands;

/// <summary>The program itself audits beside the running server, and an administrator reads what it found.</summary>
public sealed partial class RunAuditTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_audit_finds_is_printed_recorded_and_shown_to_administrators()
    {
        await StartTests.Start(server, "可以证明的督导", null);
        await Forge($"UPDATE orchestrator.journal SET recorded_at = recorded_at - interval '3 days'");

        var whole = await Audit(server.Database);

        Assert.True(whole.Exit == 0, whole.Said);
        Assert.Contains("哈希链没有断开", whole.Said, StringComparison.Ordinal);
        var seal = Seal().Match(whole.Said).Value;
        Assert.Equal(64, seal.Length);
        Assert.Contains("全部完好", await Page(), StringComparison.Ordinal);
        Assert.Contains($"<span class=\"mono\">{seal}</span>", await Page(), StringComparison.Ordinal);

        var turn = await Tamper();
        var broken = await Audit(server.Database);

        Assert.Equal(1, broken.Exit);
        Assert.Contains($"错误 RT157 {turn}: ", broken.Said, StringComparison.Ordinal);
        Assert.Contains($"{turn} 期望每条记录", await Page(), StringComparison.Ordinal);
        Assert.Equal("system 1", await server.Database.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT actor || ' ' || (detail ->> 'flawed')
            FROM supervision.audit_entry WHERE act = 'AuditJournal' ORDER BY id DESC LIMIT 1
            """, row => row.GetString(0), Stop), Stop));
    }

    [Theory]
    [InlineData("2999-01-01")]
    [InlineData("昨天")]
    public async Task A_day_that_is_not_over_is_not_sealed(string day)
    {
        var (exit, said) = await Audit(server.Database, day);

        Assert.Equal(2, exit);
        Assert.Contains($"实际为“{day}”", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_in_which_nothing_ran_is_not_taken_for_a_proof()
    {
        await using var empty = await TestDatabase.Create();

        var (exit, said) = await Audit(empty);

        Assert.Equal(2, exit);
        Assert.Contains("没有可核对的", said, StringComparison.Ordinal);
    }

    /// <returns>The turn that was changed, as it is named.</returns>
    private async Task<string> Tamper()
    {
        await Forge($"""
            UPDATE orchestrator.journal SET record = 'no record'::bytea
            WHERE (instance_id, sequence) = (
                SELECT instance_id, sequence FROM orchestrator.journal ORDER BY instance_id, sequence LIMIT 1)
            """);
        return await server.Database.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT replace(instance_id::text, '-', '') || ' #' || sequence
            FROM orchestrator.journal WHERE record = 'no record'::bytea
            """, row => row.GetString(0), Stop), Stop) ?? "";
    }

    /// <summary>As somebody does who may do everything in the database.</summary>
    private Task Forge(Sql sql) => server.Database.Database.InTransaction(async tx =>
    {
        await tx.Execute($"SET LOCAL session_replication_role = replica", Stop);
        await tx.Execute(sql, Stop);
    }, Stop);

    private async Task<string> Page()
    {
        var administrator = new Visitor(server, 1);
        await administrator.SignIn(LiveServer.Administrator);
        var page = await administrator.Get("/incidents");
        Assert.Equal(200, page.Status);
        return page.Text;
    }

    private static async Task<(int Exit, string Said)> Audit(TestDatabase database, params string[] day)
    {
        using var process = Programs.Start(["audit-journal", .. day, "--data", Path.GetTempPath()],
            ("ConnectionStrings__Orchestrator", database.ConnectionString));
        var said = process.StandardOutput.ReadToEndAsync(Stop);
        var complained = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await said + await complained);
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Seal();
}
