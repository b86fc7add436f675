using Orchestrator.Runtime.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>A relay that takes mail for nobody. Only the addresses that a story names are sent to it.</summary>
internal static class RefusedMail
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static FaultySmtp Relay() => new(at => at.StartsWith("RCPT", StringComparison.Ordinal)
        ? new Misdeed.Say("550 5.1.1 no such user")
        : null);

    /// <summary>From now on no mail reaches these contacts of a unit: 联络员, 负责人, 主管部门 (its liaison).</summary>
    public static async Task Refuse(this RunningDistrict district, string unit, params IReadOnlyCollection<string> who)
    {
        var addresses = await district.Texts($"""
            SELECT contact.email
            FROM supervision.unit AS unit
            CROSS JOIN LATERAL (VALUES ('联络员', unit.code, 'LiaisonOfficer'), ('负责人', unit.code, 'UnitHead'),
                                       ('主管部门', unit.supervising_unit_code, 'LiaisonOfficer'))
                AS called (name, unit_code, role)
            JOIN supervision.unit_contact AS contact
              ON contact.unit_code = called.unit_code AND contact.role = called.role
            WHERE unit.code = {unit} AND called.name = ANY ({who.ToArray()})
            """);
        Assert.Equal(who.Count, addresses.Count);
        foreach (var address in addresses)
            Assert.Null(await district.Db.InTransaction(
                tx => AllowedAddresses.Allow(tx, address, "test", Stop), Stop));
    }
}
