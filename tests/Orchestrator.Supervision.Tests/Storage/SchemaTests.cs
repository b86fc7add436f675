using Npgsql;
using Orchestrator.Supervision.Storage;
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
    public async Task The_last_report_of_an_item_is_found_without_reading_all_of_them()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync(stop);
        await using var explain = new NpgsqlCommand(
            """
            SET enable_seqscan = off;
            EXPLAIN SELECT author FROM supervision.rectification_report
            WHERE item_id = '01890000-0000-7000-8000-000000000001' ORDER BY version DESC LIMIT 1
            """, connection);

        await using var plan = await explain.ExecuteReaderAsync(stop);
        var lines = new List<string>();
        while (await plan.ReadAsync(stop))
            lines.Add(plan.GetString(0));

        Assert.Contains(lines, line => line.Contains("reports_of_an_item", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Sort", StringComparison.Ordinal));
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

    [Fact]
    public async Task A_database_of_before_gets_the_days_of_a_tracking_report_with_the_next_version_of_each_profile()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var migrate = new NpgsqlCommand(
            """
            INSERT INTO supervision.deadline_profile VALUES
                ('本区', 1, '2026-01-01', now(), 'x', 'x'), ('本区', 2, '2026-02-01', now(), 'x', 'x');
            INSERT INTO supervision.timer_rule
            SELECT '本区', version, 'TM-22', '首次督办单', 'Des', 'R-85', ARRAY[version + 3], 'WorkingDays', 1, 10, version,
                   '2026-01-01'
            FROM unnest(ARRAY[1, 2]) AS version;
            """ + await Migration("0076_tracking_deadline.sql", stop), connection, transaction);
        await migrate.ExecuteNonQueryAsync(stop);

        await using var read = new NpgsqlCommand(
            """
            SELECT string_agg(profile_version || ' ' || id || ' ' || "values"[1], ', ' ORDER BY profile_version, id)
            FROM supervision.timer_rule WHERE profile_name = '本区'
            """, connection, transaction);

        Assert.Equal(
            "1 TM-22 4, 2 TM-22 5, 3 DR-07 5, 3 DR-07.Again 3, 3 TM-22 5", await read.ExecuteScalarAsync(stop));
    }

    private static async Task<string> Migration(string file, CancellationToken stop)
    {
        var inside = typeof(Embedded).Assembly;
        var name = inside.GetManifestResourceNames().Single(one => one.EndsWith(file, StringComparison.Ordinal));
        using var reader = new StreamReader(inside.GetManifestResourceStream(name)!);
        return await reader.ReadToEndAsync(stop);
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
