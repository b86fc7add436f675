using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Reads;

/// <summary>Who is named for a function.</summary>
/// <param name="Line">The function.</param>
/// <param name="Person">Whoever is named.</param>
/// <param name="Name">Theirs.</param>
/// <param name="Phone">Theirs.</param>
public sealed record LineOfficerListed(SupervisionLine Line, Guid Person, string Name, string? Phone);

/// <summary>An absence that has not ended.</summary>
public sealed record AbsenceListed
{
    public required Guid Id { get; init; }
    public required Guid Person { get; init; }
    public required string Name { get; init; }

    /// <summary>The first and the last day.</summary>
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }

    /// <summary>Whoever stands in, by name.</summary>
    public required string Substitute { get; init; }
    public required string Reason { get; init; }
}

/// <summary>Somebody in office, with what is theirs to do.</summary>
public sealed record WorkloadListed
{
    public required Guid Person { get; init; }
    public required string Name { get; init; }
    public required ImmutableArray<string> Posts { get; init; }
    public required int Open { get; init; }

    /// <summary>Of these, past their date.</summary>
    public required int Late { get; init; }

    /// <summary>The last day of their absence; null: they are here.</summary>
    public DateOnly? AwayTo { get; init; }
}

/// <summary>Somebody in office whom something can be handed to.</summary>
public sealed record CandidateListed(Guid Person, string Name, ImmutableArray<Role> Roles)
{
    /// <summary>The department of a reviewer, as it is called for short; otherwise empty.</summary>
    public required string Department { get; init; }

    /// <summary>Whether they may be named for a function.</summary>
    public bool IsOfOffice => Roles.Any(role => role is Role.CaseOfficer or Role.OfficeDirector);

    /// <summary>Their posts as a list shows them.</summary>
    public string Posts => Department + string.Join('、', Roles.Select(RightTable.Label));
}

/// <summary>An open task of somebody.</summary>
public sealed record OwnedTaskListed(Guid Id, string Title, string? Unit, DateOnly? DueOn, string? DueExplanation);

/// <summary>
/// 值班表: functions, absences, and how many open tasks everybody has; inspectors only while they have any. Whoever does
/// not run it sees the functions and what is their own.
/// </summary>
public sealed record DutyRoster
{
    public required IReadOnlyList<LineOfficerListed> Lines { get; init; }
    public required IReadOnlyList<AbsenceListed> Absences { get; init; }
    public required IReadOnlyList<WorkloadListed> People { get; init; }

    /// <param name="tx">The caller's.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<DutyRoster> Read(Tx tx, Actor actor, CancellationToken stop)
    {
        Guid? only = RightTable.Check(actor, Act.ManageDuty, new ScopeOf()) is null ? null : PersonOf(actor);
        return new DutyRoster
        {
            Lines = await tx.Query($"""
                SELECT officer.line, person.id, person.name, person.phone
                FROM supervision.line_officer AS officer
                JOIN supervision.person AS person ON person.id = officer.person_id
                ORDER BY array_position(ARRAY['Government', 'School', 'Monitoring'], officer.line)
                """, row => new LineOfficerListed(Enum.Parse<SupervisionLine>(row.GetString(0)), row.GetGuid(1),
                    row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)), stop),
            Absences = await tx.Query($"""
                SELECT absence.id, absence.person_id, person.name, absence.from_on, absence.to_on, other.name,
                       absence.reason
                FROM supervision.absence AS absence
                JOIN supervision.person AS person ON person.id = absence.person_id
                JOIN supervision.person AS other ON other.id = absence.substitute_id
                WHERE absence.ended_at IS NULL AND absence.to_on >= supervision.today()
                  AND absence.person_id = coalesce({only}::uuid, absence.person_id)
                ORDER BY absence.from_on, person.name
                """, ReadAbsence, stop),
            People = await tx.Query($"""
                SELECT person.id, person.name, array_agg(DISTINCT post.role), (
                           SELECT count(*)::int FROM supervision.open_task
                           WHERE owner_person_id = person.id AND state = 'Open'), (
                           SELECT count(*)::int FROM supervision.open_task
                           WHERE owner_person_id = person.id AND state = 'Open' AND due_on < supervision.today()), (
                           SELECT to_on FROM supervision.away(supervision.today()) WHERE person_id = person.id)
                FROM supervision.person AS person
                JOIN supervision.current_post(supervision.today()) AS post ON post.person_id = person.id
                WHERE person.id = coalesce({only}::uuid, person.id)
                GROUP BY person.id
                HAVING person.id = {only} OR bool_or(post.role <> 'Inspector') OR EXISTS (
                       SELECT FROM supervision.open_task WHERE owner_person_id = person.id AND state = 'Open')
                ORDER BY bool_and(post.role = 'Inspector'), 4 DESC, person.name
                """, ReadWorkload, stop),
        };
    }

    /// <summary>What is theirs, the most urgent first; at most as much as one hand-over takes.</summary>
    public static Task<IReadOnlyList<OwnedTaskListed>> TasksOf(
        Tx tx, Guid person, int most, CancellationToken stop) => tx.Query($"""
        SELECT task.id, task.title, coalesce(inspection.unit_name, unit.name), task.due_on, task.due_explanation
        FROM supervision.open_task AS task
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        LEFT JOIN supervision.unit AS unit ON unit.code = task.assignee_unit_code
        WHERE task.state = 'Open' AND task.owner_person_id = {person}
        ORDER BY task.due_on NULLS LAST, task.created_at, task.id
        LIMIT {most}
        """, row => new OwnedTaskListed(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3), row.IsDBNull(4) ? null : row.GetString(4)), stop);

    /// <summary>Everybody in office, by role and name.</summary>
    public static Task<IReadOnlyList<CandidateListed>> Candidates(
        Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT person.id, person.name, array_agg(DISTINCT post.role), coalesce(min(unit.short_name), '')
        FROM supervision.current_post(supervision.today()) AS post
        JOIN supervision.person AS person ON person.id = post.person_id
        LEFT JOIN supervision.unit AS unit ON unit.code = post.unit_code AND post.role = 'DepartmentReviewer'
        GROUP BY person.id
        ORDER BY min(post.role) = 'Inspector', min(post.role), person.name
        """, row => new CandidateListed(row.GetGuid(0), row.GetString(1),
            [.. row.GetFieldValue<string[]>(2).Select(Enum.Parse<Role>).Order()])
        {
            Department = row.GetString(3),
        }, stop);

    private static Guid PersonOf(Actor actor) => actor is Actor.Official official ? official.Person : Guid.Empty;

    private static AbsenceListed ReadAbsence(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Person = row.GetGuid(1),
        Name = row.GetString(2),
        From = row.GetFieldValue<DateOnly>(3),
        To = row.GetFieldValue<DateOnly>(4),
        Substitute = row.GetString(5),
        Reason = row.GetString(6),
    };

    private static WorkloadListed ReadWorkload(NpgsqlDataReader row) => new()
    {
        Person = row.GetGuid(0),
        Name = row.GetString(1),
        Posts = [.. row.GetFieldValue<string[]>(2).Select(role => RightTable.Label(Enum.Parse<Role>(role)))],
        Open = row.GetInt32(3),
        Late = row.GetInt32(4),
        AwayTo = row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5),
    };
}
