using Orchestrator.Engine;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using static Orchestrator.Server.Tests.Composition.LateReports;
using static Orchestrator.Server.Tests.Owners.OwnerTests;

namespace Orchestrator.Server.Tests.Owners;

/// <summary>R-03: nobody owns the verification of a unit that they must stand back from.</summary>
public sealed class RecusedOwnerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verification_falls_to_nobody_who_must_stand_back_from_the_unit()
    {
        await using var district = await Reported("Serious");
        var first = await district.TaskOf("verification");
        var (owner, director) = (await OwnerOf(district, first), await Director(district));
        await district.Db.InTransaction(tx => tx.Execute($"""
            WITH officer AS (
                SELECT DISTINCT person_id FROM supervision.post
                WHERE role = 'CaseOfficer' AND person_id <> {owner})
            INSERT INTO supervision.inspector (code, person_id, kind, specialties, is_induction_trained, status)
            SELECT 'I900', person_id, 'FullTime', ARRAY['督学'], true, 'Active' FROM officer
            """, Stop), Stop);
        await district.Db.InTransaction(
            tx => tx.Execute($"INSERT INTO supervision.recusal VALUES ('I900', 'S021')", Stop), Stop);
        var recused = await district.One<Guid>($"SELECT person_id FROM supervision.inspector WHERE code = 'I900'");

        var given = await district.Part<HandOver>().Run(
            new HandOver.Request(director, [first], recused, "出差"), Stop);
        Assert.Equal("SU084", given!.Code);
        Assert.Empty((await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = first,
            Actor = await district.Official(Role.CaseOfficer, owner),
            Outcome = "Rectified",
            Content = Json.Parse("""{"method":"Desk","opinion":"属实"}"""),
        }, Stop)).Problems);

        Assert.DoesNotContain(await OwnerOf(district, await district.TaskOf("verification")), new[] { owner, recused });
    }
}
