using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>E-08: head and liaison hold the same link of a task.</summary>
public sealed class ChangedContactTests
{
    private const string Head = "s021.head@edu.yunze.example.test";
    private const string Liaison = "s021.liaison@edu.yunze.example.test";
    private const string Newcomer = "s021.new@edu.yunze.example.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.UnitHead, Head, Liaison)]
    [InlineData(Role.LiaisonOfficer, Liaison, Head)]
    public async Task The_link_of_an_old_contact_still_worked(Role role, string old, string stays)
    {
        await using var district = await RunningDistrict.Open();
        await district.Start(new InspectionStory(district, "S021").Request);
        await district.Answer(await district.TaskOf("scheme-approval"), "Approved");
        await district.GoTo(RunningDistrict.At(3, 16, 9));
        await district.Answer(await district.TaskOf("issue-notice"), "Issued");
        await district.GoTo(RunningDistrict.At(3, 16, 11));
        var held = await Links(district, old);
        Assert.Equal(held, await Links(district, stays));
        Assert.NotNull(await Opened(district, held[^1]));

        Assert.Empty(await new ChangeContact(district.Db).Run(new ChangeContact.Request
        {
            Actor = await district.Official(Role.CaseOfficer),
            UnitCode = "S021",
            Role = role,
            Name = "安静",
            Email = Newcomer,
        }, Stop));
        await district.GoTo(RunningDistrict.At(3, 16, 12));

        foreach (var link in held)
            Assert.Null(await Opened(district, link));
        Assert.Empty(await Links(district, old));
        foreach (var address in new[] { Newcomer, stays })
            Assert.NotNull(await Opened(district, (await Links(district, address))[^1]));
        Assert.Equal(0, await district.One<long>($"""
            SELECT count(*) FROM orchestrator.mail
            WHERE recipient_address = {old} AND queued_at > {RunningDistrict.At(3, 16, 11)}
            """));
    }

    private static async Task<IReadOnlyList<string>> Links(RunningDistrict district, string address) =>
    [
        .. (await ReadLetter.All(district, Stop)).Where(letter => letter.Recipient == address)
            .Select(letter => letter.UnitLink).OfType<string>(),
    ];

    private static Task<LinkedTask?> Opened(RunningDistrict district, string link) => district.Db.InTransaction(
        tx => TaskLinks.Find(tx, link.Split('/')[^1], RunningDistrict.At(3, 16, 12), Stop), Stop);
}
