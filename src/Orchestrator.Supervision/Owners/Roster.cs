using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Owners;

/// <summary>值班: who may own what today. Read for a set of tasks in two statements; the choice itself is pure.</summary>
internal sealed class Roster
{
    private const string Verification = "verification";

    private readonly IReadOnlyDictionary<Guid, Setting> settings;
    private readonly ILookup<Guid, Post> posts;
    private readonly Dictionary<Guid, Guid> substitutes;
    private readonly Dictionary<SupervisionLine, Guid> officers;
    private readonly Dictionary<Guid, int> load;

    /// <summary>What a case says of its owners: its function, its team, and who has had their say already. A tracking
    /// report belongs to no function.</summary>
    internal sealed record Setting(SupervisionLine? Line, ImmutableArray<Guid> Team, ImmutableArray<string> Barred);

    /// <summary>Somebody's post today, and what is known of them.</summary>
    internal sealed record Held(Guid Person, Post Post)
    {
        /// <summary>Whoever stands in; null: they are here.</summary>
        public Guid? Substitute { get; init; }
        public ImmutableArray<SupervisionLine> Lines { get; init; } = [];

        /// <summary>Open tasks that are theirs.</summary>
        public int Load { get; init; }
    }

    /// <param name="settings">By the object of the task.</param>
    /// <param name="held">Whoever has held a post longest first.</param>
    public Roster(IReadOnlyDictionary<Guid, Setting> settings, IReadOnlyCollection<Held> held)
    {
        this.settings = settings;
        posts = held.ToLookup(one => one.Person, one => one.Post);
        var people = held.DistinctBy(one => one.Person).ToList();
        load = people.ToDictionary(one => one.Person, one => one.Load);
        substitutes = people.Where(one => one.Substitute is not null)
            .ToDictionary(one => one.Person, one => one.Substitute!.Value);
        officers = people.SelectMany(one => one.Lines.Select(line => (line, one.Person)))
            .ToDictionary(one => one.line, one => one.Person);
    }

    public static async Task<Roster> Read(
        Tx tx, IReadOnlyCollection<OwnerQuestion> questions, CancellationToken stop)
    {
        var subjects = questions.Select(one => one.Task.Subject).DistinctBy(subject => subject.Id).ToList();
        var verified = questions.Where(one => one.Task.Form == Verification)
            .Select(one => one.Task.Subject.Id).ToHashSet();
        var settings = (await tx.Query($"""
            SELECT asked.subject_id, campaign.line, ARRAY(
                       SELECT inspector.person_id
                       FROM supervision.team_member AS member
                       JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                       WHERE member.campaign_id = campaign.id),
                   array_remove(ARRAY[report.author, found.verifier], NULL) || ARRAY(
                       SELECT 'person:' || replace(inspector.person_id::text, '-', '')
                       FROM supervision.problem_item AS item
                       JOIN supervision.recusal AS recusal ON recusal.unit_code = item.responsible_unit_code
                       JOIN supervision.inspector AS inspector ON inspector.code = recusal.inspector_code
                       WHERE asked.is_verified AND item.id = asked.subject_id)
            FROM unnest({subjects.Select(one => one.Id).ToArray()},
                        {subjects.Select(one => one.CampaignIfAny).ToArray()},
                        {subjects.Select(one => verified.Contains(one.Id)).ToArray()})
                AS asked (subject_id, campaign_id, is_verified)
            LEFT JOIN supervision.campaign AS campaign ON campaign.id = asked.campaign_id
            LEFT JOIN LATERAL (
                SELECT id, author FROM supervision.rectification_report
                WHERE asked.is_verified AND item_id = asked.subject_id ORDER BY version DESC LIMIT 1) AS report ON true
            LEFT JOIN supervision.first_verification AS found ON found.report_id = report.id
            """, ReadSetting, stop)).ToDictionary();
        var team = settings.Values.SelectMany(one => one.Team).Distinct().ToArray();
        return new Roster(settings, await tx.Query($"""
            SELECT post.person_id, post.role, post.unit_code, away.substitute_id, ARRAY(
                       SELECT line FROM supervision.line_officer WHERE person_id = post.person_id), (
                       SELECT count(*)::int FROM supervision.open_task AS task
                       WHERE task.owner_person_id = post.person_id AND task.state = 'Open')
            FROM supervision.current_post(supervision.today()) AS post
            LEFT JOIN supervision.away(supervision.today()) AS away ON away.person_id = post.person_id
            WHERE post.role <> 'Inspector' OR post.person_id = ANY ({team})
            ORDER BY post.valid_from, post.person_id
            """, ReadHeld, stop));
    }

    private static KeyValuePair<Guid, Setting> ReadSetting(NpgsqlDataReader row) => KeyValuePair.Create(
        row.GetGuid(0), new Setting(
            row.IsDBNull(1) ? null : Enum.Parse<SupervisionLine>(row.GetString(1)),
            [.. row.GetFieldValue<Guid[]>(2)], [.. row.GetFieldValue<string[]>(3)]));

    private static Held ReadHeld(NpgsqlDataReader row) => new(
        row.GetGuid(0), new Post(Enum.Parse<Role>(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2)))
    {
        Substitute = row.IsDBNull(3) ? null : row.GetGuid(3),
        Lines = [.. row.GetFieldValue<string[]>(4).Select(Enum.Parse<SupervisionLine>)],
        Load = row.GetInt32(5),
    };

    public bool IsAway(Guid person) => substitutes.ContainsKey(person);

    /// <summary>They hold a post that is asked, their right reaches the case, and another has not to do it.</summary>
    public bool MayDo(Guid person, OwnerQuestion question) => posts[person].Any(post =>
        Fits(post, person, question)) && !IsBarred(person, question);

    /// <summary>
    /// Whoever is expected to do it, and counts as theirs from now on: who owns it and is here; else the one person
    /// asked, the officer of the line, whoever in the role has least to do. Of people who are away whoever stands in.
    /// Where nobody is here it stays with somebody who is away; what a department has nobody for, with the office.
    /// Null: nobody may do it at all.
    /// </summary>
    public Guid? OwnerOf(OwnerQuestion question)
    {
        var able = Preferred(question).Distinct().Where(person => MayDo(person, question)).ToList();
        if (able.Count == 0 && question.Task.Role == AssigneeRole.DepartmentReviewer)
            return OwnerOf(OfOffice(question));
        Guid? owner = able.Select(person => StandIn(person, question)).FirstOrDefault(one => one is not null)
            ?? (able.Count == 0 ? null : able[0]);
        if (owner is { } found && found != question.Owner)
            load[found]++;
        return owner;
    }

    /// <summary>Nobody of the office may answer for a department; but the task is opened, urged, and lapses.</summary>
    private static OwnerQuestion OfOffice(OwnerQuestion question) => question with
    {
        Task = question.Task with { Role = AssigneeRole.CaseOfficer },
        Roles = [Role.CaseOfficer, Role.OfficeDirector],
        UnitCode = null,
    };

    private IEnumerable<Guid> Preferred(OwnerQuestion question)
    {
        Guid?[] named = [question.Owner, question.Person, OfficerOf(question)];
        return named.OfType<Guid>().Concat(question.Roles.SelectMany(role => posts
            .Where(held => held.Any(post => post.Role == role)).Select(held => held.Key)
            .OrderBy(held => load[held])));
    }

    private Guid? OfficerOf(OwnerQuestion question) =>
        question.Task.Role is AssigneeRole.CaseOfficer or AssigneeRole.Verifier
        && settings[question.Task.Subject.Id].Line is { } line && officers.TryGetValue(line, out var officer)
            ? officer
            : null;

    /// <summary>Themselves, or whoever stands in for them; null where that leads to nobody who may.</summary>
    private Guid? StandIn(Guid person, OwnerQuestion question)
    {
        // Two who stand in for each other would lead round for ever.
        for (var steps = 0; steps <= substitutes.Count; steps++)
        {
            if (!substitutes.TryGetValue(person, out var substitute))
                return MayDo(person, question) ? person : null;
            person = substitute;
        }

        return null;
    }

    private bool Fits(Post post, Guid person, OwnerQuestion question) => question.Roles.Contains(post.Role)
        && (question.UnitCode is null || post.UnitCode == question.UnitCode)
        && (post.Role != Role.Inspector || settings[question.Task.Subject.Id].Team.Contains(person));

    /// <summary>Nobody verifies what he reported, and the second verifier is not the first.</summary>
    private bool IsBarred(Guid person, OwnerQuestion question) => question.Task.Form == Verification
        && settings[question.Task.Subject.Id].Barred.Contains(new Actor.Official(person, "", []).Key);
}
