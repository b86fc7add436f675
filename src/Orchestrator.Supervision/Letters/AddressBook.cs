using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Letters;

/// <summary>Somebody a letter goes to, by which address of the chain of E-09.</summary>
internal readonly record struct Addressee(MailParty Party, int Route);

/// <summary>Everybody that a set of letters may go to, read at once.</summary>
internal sealed class AddressBook
{
    private ILookup<(string Unit, string Role), MailParty> contacts = null!;
    private ILookup<string, (Guid Person, MailParty Party, string? Unit)> posts = null!;
    private ILookup<Guid?, (Guid Person, MailParty Party, bool IsLeader)> teams = null!;
    private ILookup<Organ, string> organs = null!;
    private ILookup<Guid?, string> officers = null!;

    /// <param name="tx">The transaction of the letters.</param>
    /// <param name="subjects">What the letters are about.</param>
    /// <param name="day">The local date on which they are written: whoever holds a post then gets them.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<AddressBook> Read(
        Tx tx, IReadOnlyCollection<Case> subjects, DateOnly day, CancellationToken stop)
    {
        var organs = (await tx.Query($"SELECT organ, unit_code FROM supervision.district_organ",
            row => (Organ: Enum.Parse<Organ>(row.GetString(0)), Unit: row.GetString(1)), stop))
            .ToLookup(row => row.Organ, row => row.Unit);
        var units = subjects.SelectMany(subject => new[] { subject.UnitCode, subject.SupervisingUnitCode })
            .Concat(organs.SelectMany(one => one)).OfType<string>().Distinct().ToArray();
        var campaigns = subjects.Select(subject => subject.CampaignIfAny).OfType<Guid>().Distinct().ToArray();
        return new AddressBook
        {
            organs = organs,
            contacts = (await tx.Query($"""
                SELECT unit_code, role, name, email FROM supervision.unit_contact
                WHERE unit_code = ANY ({units}) AND email IS NOT NULL
                """, row => (Unit: row.GetString(0), Role: row.GetString(1),
                    Party: new MailParty(row.GetString(2), row.GetString(3))), stop))
                .ToLookup(row => (row.Unit, row.Role), row => row.Party),
            posts = (await tx.Query($"""
                SELECT post.role, person.name, person.email, post.unit_code, person.id
                FROM supervision.current_post({day}) AS post
                JOIN supervision.person AS person ON person.id = post.person_id
                WHERE post.role <> 'Inspector'
                ORDER BY post.valid_from, person.name
                """, row => (Role: row.GetString(0), Party: new MailParty(row.GetString(1), row.GetString(2)),
                    Unit: row.IsDBNull(3) ? null : row.GetString(3), Person: row.GetGuid(4)), stop))
                .ToLookup(row => row.Role, row => (row.Person, row.Party, row.Unit)),
            officers = (await Contacts(tx, campaigns, day, stop)).ToLookup(one => one.Campaign, one => one.Officer),
            teams = (await tx.Query($"""
                SELECT member.campaign_id, person.name, person.email, member.is_leader, person.id
                FROM supervision.team_member AS member
                JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                JOIN supervision.person AS person ON person.id = inspector.person_id
                WHERE member.campaign_id = ANY ({campaigns})
                ORDER BY member.is_leader DESC, member.inspector_code
                """, row => (Campaign: (Guid?)row.GetGuid(0), Party: new MailParty(row.GetString(1), row.GetString(2)),
                    IsLeader: row.GetBoolean(3), Person: row.GetGuid(4)), stop))
                .ToLookup(row => row.Campaign, row => (row.Person, row.Party, row.IsLeader)),
        };
    }

    /// <summary>Of each campaign, and of none: the case officers, whoever is named for its line first.</summary>
    private static Task<IReadOnlyList<(Guid? Campaign, string Officer)>> Contacts(
        Tx tx, Guid[] campaigns, DateOnly day, CancellationToken stop) => tx.Query($"""
        SELECT asked.id, person.name || coalesce('，电话' || nullif(person.phone, ''), '')
        FROM unnest({(Guid?[])[.. campaigns, null]}) AS asked (id)
        LEFT JOIN supervision.campaign AS campaign ON campaign.id = asked.id
        CROSS JOIN supervision.current_post({day}) AS post
        JOIN supervision.person AS person ON person.id = post.person_id
        LEFT JOIN supervision.line_officer AS named ON named.line = campaign.line AND named.person_id = post.person_id
        WHERE post.role = 'CaseOfficer'
        ORDER BY named.line, post.valid_from, person.name
        """, row => (row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0), row.GetString(1)), stop);

    public IReadOnlyList<Addressee> Of(LetterRole role, LetterOrder letter) => role switch
    {
        LetterRole.LiaisonOfficer => OfUnit(letter.Subject, "LiaisonOfficer"),
        LetterRole.UnitHead => OfUnit(letter.Subject, "UnitHead"),
        LetterRole.SupervisingDepartment => Contacts(Above(letter.Subject), "LiaisonOfficer"),
        LetterRole.DepartmentHead => Contacts(Above(letter.Subject), "UnitHead"),
        LetterRole.GovernmentOversight => Contacts(OrganUnit(Organ.GovernmentOversight), "LiaisonOfficer"),
        LetterRole.Team => [.. teams[letter.Subject.CampaignIfAny].Select(one => new Addressee(one.Party, 0))],
        LetterRole.TeamLeader => [.. teams[letter.Subject.CampaignIfAny].Where(one => one.IsLeader)
            .Select(one => new Addressee(one.Party, 0))],
        LetterRole.Signer => Signers(letter),
        LetterRole.Submitter => Submitter(letter),
        _ => Posts(role.ToString()),
    };

    /// <summary>Everybody who holds a post of the office.</summary>
    public IEnumerable<MailParty> OfPost(LetterRole role) => posts[role.ToString()].Select(one => one.Party);

    /// <summary>The case officer whom units may phone.</summary>
    public string OfficeContact(Case subject) => officers[subject.CampaignIfAny].FirstOrDefault() ?? "督导办";

    /// <summary>Where the officer has no address the head gets it, then the department (E-09, E-10).</summary>
    private List<Addressee> OfUnit(Case subject, string role)
    {
        if (subject.UnitCode is not { } unit)
            return [];
        var own = contacts[(unit, role)].Select(party => new Addressee(party, 0)).ToList();
        if (own.Count > 0)
            return own;
        var head = contacts[(unit, "UnitHead")].Select(party => new Addressee(party, 1)).ToList();
        return head.Count > 0 ? head : [.. Contacts(subject.SupervisingUnitCode, "LiaisonOfficer")
            .Select(one => one with { Route = 2 })];
    }

    /// <summary>
    /// The supervising department; 区政府办 where nobody supervises the responsible unit, it supervises itself (E-26),
    /// or it answers to the government itself.
    /// </summary>
    private string? Above(Case subject) =>
        subject.SupervisingUnitCode is { } above && above != subject.UnitCode
            && above != OrganUnit(Organ.Government)
            ? above
            : OrganUnit(Organ.GovernmentOffice);

    private string? OrganUnit(Organ organ) => organs[organ].FirstOrDefault();

    private List<Addressee> Contacts(string? unit, string role) =>
        unit is null ? [] : [.. contacts[(unit, role)].Select(party => new Addressee(party, 0))];

    private List<Addressee> Posts(string role) =>
        [.. posts[role].Select(one => new Addressee(one.Party, 0)).DistinctBy(one => one.Party.Address)];

    /// <summary>Whoever is asked, and whoever owns the task: who stands in may hold another post.</summary>
    private IReadOnlyList<Addressee> Signers(LetterOrder letter) =>
        [.. Asked(letter).Concat(Owner(letter)).DistinctBy(one => one.Party.Address)];

    private IEnumerable<Addressee> Owner(LetterOrder letter) =>
        posts.SelectMany(held => held).Select(one => (one.Person, one.Party))
            .Concat(teams[letter.Subject.CampaignIfAny].Select(one => (one.Person, one.Party)))
            .Where(one => one.Person == letter.Task?.Owner).Select(one => new Addressee(one.Party, 0));

    private IEnumerable<Addressee> Asked(LetterOrder letter) => letter.Task switch
    {
        null => Assignee.Roles(letter.Signer ?? AssigneeRole.OfficeDirector)
            .SelectMany(role => Posts(role.ToString())),
        { Role: AssigneeRole.TeamLeader } => Of(LetterRole.TeamLeader, letter),
        { Role: AssigneeRole.DepartmentReviewer, UnitCode: { } unit } => posts[nameof(Role.DepartmentReviewer)]
            .Where(one => one.Unit == unit).Select(one => new Addressee(one.Party, 0)),
        { } task => Posts(task.Role.ToString()),
    };

    private List<Addressee> Submitter(LetterOrder letter) => letter.Submitter switch
    {
        Actor.Contact contact => Contacts(contact.UnitCode, contact.Role.ToString()),
        _ => [],
    };
}
