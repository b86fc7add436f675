using Orchestrator.Server.Tests.Api;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Commands;

/// <summary>The program itself audits beside the running server, and an administrator reads what it found.</summary>
public sealed class RunAuditTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_audit_finds_is_printed_recorded_and_shown_to_administrators()
    {
        await StartTests.Start(server, "可以证明的督导", null);

        var whole = await Audit(server.Database);

        Assert.True(whole.Exit == 0, whole.Said);
        Assert.Contains("哈希链没有断开", whole.Said, StringComparison.Ordinal);
        Assert.Contains("全部完好", await Page(), StringComparison.Ordinal);

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

    [Fact]
    public async Task A_database_in_which_nothing_ran_is_not_taken_for_a_proof()
    {
        await using var empty = await TestDatabase.Create();

        var (exit, said) = await Audit(empty);

        Assert.Equal(2, exit);
        Assert.Contains("没有可核对的", said, StringComparison.Ordinal);
    }

    /// <returns>The turn that was changed, as it is named.</returns>
    private Task<string> Tamper() => server.Database.Database.InTransaction(async tx =>
    {
        await tx.Execute($"SET LOCAL session_replication_role = replica", Stop);
        var (instance, turn) = await tx.QueryOne($"""
            UPDATE orchestrator.journal SET record = 'no record'::bytea
            WHERE (instance_id, sequence) = (
                SELECT instance_id, sequence FROM orchestrator.journal ORDER BY instance_id, sequence LIMIT 1)
            RETURNING instance_id, sequence
            """, row => (row.GetGuid(0), row.GetInt32(1)), Stop);
        return $"{instance:N} #{turn}";
    }, Stop);

    private async Task<string> Page()
    {
        var page = await server.Get("/incidents", await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        Assert.Equal(200, page.Status);
        return page.Text;
    }

    private static async Task<(int Exit, string Said)> Audit(TestDatabase database)
    {
        using var process = Programs.Start(["audit-journal", "--data", Path.GetTempPath()],
            ("ConnectionStrings__Orchestrator", database.ConnectionString));
        var said = process.StandardOutput.ReadToEndAsync(Stop);
        var complained = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await said + await complained);
    }
}
