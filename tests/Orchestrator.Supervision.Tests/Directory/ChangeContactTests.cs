using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Directory;

public sealed class ChangeContactTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_audit_of_a_changed_contact_says_who_it_was_and_who_it_is()
    {
        var change = new RuleChange("system", new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero), "建库");
        Assert.Empty(await new ImportDistrict(database.Database).Run(DistrictFiles.Sample, change, Stop));
        var old = await One($"""
            SELECT name || ' ' || email FROM supervision.unit_contact
            WHERE unit_code = 'S001' AND role = 'UnitHead'
            """);

        Assert.Empty(await new ChangeContact(database.Database).Run(new ChangeContact.Request
        {
            Actor = new Actor.Official(Guid.CreateVersion7(), "某某", [new Post(Role.CaseOfficer, null)]),
            UnitCode = "S001",
            Role = Role.UnitHead,
            Name = "新校长",
            Email = "new.head@s001.yunze.example.test",
        }, Stop));

        Assert.Equal($"{old} → 新校长 new.head@s001.yunze.example.test", await One($"""
            SELECT concat_ws(' ', detail->>'oldName', detail->>'oldEmail', '→', detail->>'newName', detail->>'newEmail')
            FROM supervision.audit_entry
            WHERE act = 'ChangeContact' AND subject_kind = 'Unit' AND subject_id = md5('S001')::uuid
            """));
    }

    private Task<string?> One(Orchestrator.Runtime.Storage.Sql sql) => database.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetString(0), Stop), Stop);
}
