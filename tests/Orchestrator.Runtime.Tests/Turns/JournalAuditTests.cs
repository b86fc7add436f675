using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>What somebody did to the tables behind the program's back, and what the audit says of it.</summary>
public sealed class JournalAuditTests
{
    private static readonly string Asking = Drawn.Sequence(Drawn.Activity("ask", "Test.Ask"));
    private static readonly string Listening = Drawn.Sequence(Drawn.Activity("loop", "Elsa.While", $"""
        {Drawn.Input("condition", "Boolean", "true")},
        "body":{Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed"))}
        """));

    [Fact]
    public async Task Everything_that_nobody_touched_holds_and_is_counted()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        await world.Start("asking", WholeJournal.Batch + 1);
        await world.Turn.Drain(TestContext.Current.CancellationToken);

        // One that has not had its first turn has no history yet.
        await world.Start("asking");

        var found = await world.AuditAll();

        Assert.Equal((WholeJournal.Batch + 2, WholeJournal.Batch + 1, 0), (found.Instances, found.Turns, found.Flawed));
        Assert.Empty(found.Flaws);
    }

    [Fact]
    public async Task A_changed_record_is_named_by_instance_and_turn_beyond_the_first_page()
    {
        await using var world = await World.Create();
        var instance = await Long(world);
        var changed = JournalAudit.Page + 2;
        await Tamper(world, $"""
            UPDATE orchestrator.journal
            SET record = convert_to(replace(convert_from(record, 'UTF8'), 'hear', 'hare'), 'UTF8')
            WHERE sequence = {changed}
            """);

        var found = await world.AuditAll();

        Assert.Equal((1, changed - 1, 1), (found.Instances, found.Turns, found.Flawed));
        Assert.Equal(("RT157", $"{instance} #{changed}"), (found.Flaws[0].Code, found.Flaws[0].Where));
    }

    [Fact]
    public async Task A_turn_that_stands_there_twice_does_not_hide_between_two_pages()
    {
        await using var world = await World.Create();
        var instance = await Long(world);
        await Tamper(world, $"""
            INSERT INTO orchestrator.journal (instance_id, sequence, recorded_at, record, previous_hash, hash)
            SELECT instance_id, sequence, recorded_at + interval '1 microsecond', record, previous_hash, hash
            FROM orchestrator.journal WHERE sequence = {JournalAudit.Page}
            """);

        Assert.Equal($"{instance} #{JournalAudit.Page + 1}", (await world.Audit(instance))?.Where);
    }

    [Theory]
    [InlineData("record", "RT157")]
    [InlineData("last", "RT157")]
    [InlineData("all", "RT157")]
    [InlineData("state", "RT158")]
    [InlineData("kept", "RT157")]
    [InlineData("instance", "RT157")]
    public async Task What_is_taken_away_or_changed_is_found(string what, string code)
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");

        await Tamper(world, what switch
        {
            "record" => $"UPDATE orchestrator.journal SET record = 'no record'::bytea",
            "last" => $"DELETE FROM orchestrator.journal",
            "all" => $"WITH gone AS (DELETE FROM orchestrator.journal) DELETE FROM orchestrator.instance_state",
            "state" => $"""
                UPDATE orchestrator.instance_state
                SET state = convert_to(replace(convert_from(state, 'UTF8'), 'ask', 'ash'), 'UTF8')
                """,
            "kept" => $"DELETE FROM orchestrator.instance_state",
            _ => $"WITH gone AS (DELETE FROM orchestrator.instance_state) DELETE FROM orchestrator.instance",
        });

        var found = await world.AuditAll();

        Assert.Equal((1, code), (found.Flawed, found.Flaws[0].Code));
        Assert.StartsWith($"{instance}", found.Flaws[0].Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_record_with_forged_hashes_does_not_come_of_its_commands()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");

        // Whoever knows how the hashes are made can make them again.
        await Tamper(world, $"""
            UPDATE orchestrator.journal
            SET record = convert_to(replace(convert_from(record, 'UTF8'), '"ask"', '"ash"'), 'UTF8')
            """);
        await Tamper(world, $"UPDATE orchestrator.journal SET hash = sha256(previous_hash || record)");
        await Tamper(world, $"""
            UPDATE orchestrator.instance_state SET journal_hash = (SELECT hash FROM orchestrator.journal)
            """);

        var flaw = await world.Audit(instance);

        Assert.Equal(("RT159", $"{instance} #1"), (flaw?.Code, flaw?.Where));
    }

    [Fact]
    public async Task A_forged_record_that_cannot_be_read_is_a_finding_and_no_failure()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        await Tamper(world, $"UPDATE orchestrator.journal SET record = 'no record'::bytea");
        await Tamper(world, $"UPDATE orchestrator.journal SET hash = sha256(previous_hash || record)");

        Assert.Equal("RT159", (await world.Audit(instance))?.Code);
    }

    [Fact]
    public async Task Many_flaws_are_counted_and_the_first_of_them_named()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        await world.Start("asking", WholeJournal.MostNamed + 5);
        await world.Turn.Drain(TestContext.Current.CancellationToken);
        await Tamper(world, $"UPDATE orchestrator.journal SET record = 'no record'::bytea");

        var found = await world.AuditAll();

        Assert.Equal((WholeJournal.MostNamed + 5, WholeJournal.MostNamed), (found.Flawed, found.Flaws.Length));
    }

    [Fact]
    public async Task A_seal_stays_as_it_was_whatever_is_recorded_later()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        await world.Start("asking", WholeJournal.Batch + 1);
        await world.Turn.Drain(TestContext.Current.CancellationToken);
        var until = await world.One<DateTimeOffset>($"SELECT clock_timestamp()");

        var before = (await world.AuditAll(until)).Seal;
        await world.Run("asking");
        await world.Clock.Move(world.Db, World.Spring.AddDays(2), TestContext.Current.CancellationToken);
        await world.Turn.Drain(TestContext.Current.CancellationToken);
        var after = await world.AuditAll(until);

        Assert.Equal(WholeJournal.Batch + 1, before?.Records);
        Assert.Equal(before, after.Seal);
        Assert.Equal(2 * (WholeJournal.Batch + 2), after.Turns);
    }

    [Fact]
    public async Task A_history_that_is_taken_away_or_forged_as_a_whole_changes_the_seal()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        await world.Start("asking", 3);
        await world.Turn.Drain(TestContext.Current.CancellationToken);
        var until = await world.One<DateTimeOffset>($"SELECT clock_timestamp()");
        var whole = await world.AuditAll(until);

        // Another chance, drawn by nobody: this drawing asks for none, so every turn comes out as it did.
        await Tamper(world, $"""
            UPDATE orchestrator.journal
            SET record = convert_to(regexp_replace(convert_from(record, 'UTF8'), '"seed":[0-9]+', '"seed":7'), 'UTF8')
            WHERE instance_id = (SELECT id FROM orchestrator.instance ORDER BY id LIMIT 1)
            """);
        await Tamper(world, $"UPDATE orchestrator.journal SET hash = sha256(previous_hash || record)");
        await Tamper(world, $"""
            UPDATE orchestrator.instance_state AS state SET journal_hash = journal.hash
            FROM orchestrator.journal WHERE journal.instance_id = state.instance_id
            """);
        var forged = await world.AuditAll(until);
        await Tamper(world, $"""
            WITH one AS (SELECT id FROM orchestrator.instance ORDER BY id LIMIT 1),
                 records AS (DELETE FROM orchestrator.journal WHERE instance_id IN (SELECT id FROM one)),
                 states AS (DELETE FROM orchestrator.instance_state WHERE instance_id IN (SELECT id FROM one))
            DELETE FROM orchestrator.instance WHERE id IN (SELECT id FROM one)
            """);
        var taken = await world.AuditAll(until);

        Assert.Equal((0, 0, 0), (whole.Flawed, forged.Flawed, taken.Flawed));
        Assert.Equal((3, 3, 2), (whole.Seal?.Records, forged.Seal?.Records, taken.Seal?.Records));
        Assert.Equal(3, new[] { whole, forged, taken }.Select(found => found.Seal?.Digest).Distinct().Count());
    }

    /// <summary>An instance whose history is longer than one page.</summary>
    private static async Task<InstanceId> Long(World world)
    {
        await world.Publish("listening", Listening);
        var instance = await world.Run("listening");
        for (var heard = 0; heard < JournalAudit.Page + 10; heard++)
        {
            await world.Raise("Closed", null);
            await world.Turn.Drain(TestContext.Current.CancellationToken);
        }

        Assert.Equal(JournalAudit.Page + 11, await world.Count("journal"));
        return instance;
    }

    /// <summary>As somebody does who may do everything in the database.</summary>
    private static Task Tamper(World world, Sql sql) =>
        world.Db.InTransaction(async tx =>
        {
            await tx.Execute($"SET LOCAL session_replication_role = replica", TestContext.Current.CancellationToken);
            await tx.Execute(sql, TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
}
