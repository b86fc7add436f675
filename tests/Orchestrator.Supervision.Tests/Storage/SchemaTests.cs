using Npgsql;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Storage;

/// <summary>What SQL alone refuses, whoever writes.</summary>
public sealed class SchemaTests(TestDatabase fixture) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_serial_that_skips_one_is_refused()
    {
        var refusal = await Refusal(
            """
            INSERT INTO supervision.number_series (series, year) VALUES ('督办', 2026);
            INSERT INTO supervision.document (id, kind, title, subject_kind, subject_id, series, year, serial, number,
                issued_on, issued_at, signed_by, fields)
            SELECT gen_random_uuid(), 'SupervisoryOrder', 't', 's', gen_random_uuid(), '督办', 2026, serial, serial::text,
                '2026-06-01', now(), 'x', '{}'
            FROM unnest(ARRAY[1, 2, 4]) AS serial
            """);

        Assert.Equal("no_serial_is_skipped", refusal.ConstraintName);
    }

    [Fact]
    public async Task A_calendar_version_never_changes()
    {
        var refusal = await Refusal(
            """
            INSERT INTO supervision.calendar_version VALUES (7, now(), 'x', 'x');
            INSERT INTO supervision.calendar_day
            VALUES (7, '2026-10-01', '国庆节', 'StatutoryHoliday', true, 's', 'Official');
            DELETE FROM supervision.calendar_day WHERE version = 7
            """);

        Assert.Contains("write a new version", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_make_up_workday_on_a_Friday_is_refused()
    {
        var refusal = await Refusal(
            """
            INSERT INTO supervision.calendar_version VALUES (8, now(), 'x', 'x');
            INSERT INTO supervision.calendar_day
            VALUES (8, '2026-10-09', '国庆节', 'MakeupWorkday', false, 's', 'Official')
            """);

        Assert.Equal("a_make_up_workday_is_a_weekend_day", refusal.ConstraintName);
    }

    private async Task<PostgresException> Refusal(string script)
    {
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(script, connection, transaction);
        return await Assert.ThrowsAsync<PostgresException>(
            () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
