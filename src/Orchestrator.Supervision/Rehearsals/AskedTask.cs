using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>An open task, and whoever is expected to answer it.</summary>
public sealed record AskedTask
{
    public required Guid Id { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public required string Form { get; init; }
    public required Guid Subject { get; init; }

    /// <summary>The unit whose inspection it belongs to; null for a campaign's own, and for a department's.</summary>
    public string? Unit { get; init; }

    /// <summary>The number of the problem item that it is about; null where it is about none.</summary>
    public int? Item { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateOnly? DueOn { get; init; }

    /// <summary>When it goes on without an answer; null: never.</summary>
    public DateTimeOffset? LapsesAt { get; init; }

    /// <summary>A unit's, or a department's.</summary>
    public required bool IsOfUnit { get; init; }

    /// <summary>Of a record of a visit or an interview: its last day as planned; null for everything else.</summary>
    public DateOnly? VisitEndsOn { get; init; }

    /// <summary>The owner, or the liaison officer of the unit.</summary>
    public required Actor Actor { get; init; }

    /// <summary>All that wait for an answer, in the order in which they were asked.</summary>
    public static Task<IReadOnlyList<AskedTask>> Open(Tx tx, CancellationToken stop) =>
        Open(tx, DateTimeOffset.UnixEpoch, stop);

    /// <summary>Those of them that were opened at this instant or later.</summary>
    public static Task<IReadOnlyList<AskedTask>> Open(Tx tx, DateTimeOffset since, CancellationToken stop) =>
        tx.Query($"""
        SELECT task.id, task.definition_id, task.definition_version, task.form, task.subject_id, inspection.unit_code,
               item.number, task.created_at, task.due_on, task.lapses_at, task.assignee_role, task.assignee_unit_code,
               person.id, person.name, held.roles, held.units, contact.name,
               CASE task.form WHEN 'on-site-record' THEN campaign.on_site_to
                   WHEN 'interview-meeting' THEN task.due_on END
        FROM supervision.open_task AS task
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        LEFT JOIN supervision.campaign AS campaign ON campaign.id = task.campaign_id
        LEFT JOIN supervision.problem_item AS item ON item.id = task.subject_id
        LEFT JOIN supervision.person AS person ON person.id = coalesce(task.owner_person_id, task.assignee_person_id)
        LEFT JOIN (
            SELECT person_id, array_agg(role) AS roles, array_agg(coalesce(unit_code, '')) AS units
            FROM supervision.current_post(supervision.today())
            GROUP BY person_id
        ) AS held ON held.person_id = person.id
        LEFT JOIN supervision.unit_contact AS contact
               ON contact.unit_code = task.assignee_unit_code AND contact.role = 'LiaisonOfficer'
        WHERE task.state = 'Open' AND task.created_at >= {since}
        ORDER BY task.created_at, task.id
        """, Read, stop);

    private static AskedTask Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Definition = new DefinitionVersion(new DefinitionId(row.GetString(1)), row.GetInt32(2)),
        Form = row.GetString(3),
        Subject = row.GetGuid(4),
        Unit = row.IsDBNull(5) ? null : row.GetString(5),
        Item = row.IsDBNull(6) ? null : row.GetInt32(6),
        OpenedAt = row.GetFieldValue<DateTimeOffset>(7),
        DueOn = row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8),
        LapsesAt = row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
        IsOfUnit = !row.IsDBNull(11),
        VisitEndsOn = row.IsDBNull(17) ? null : row.GetFieldValue<DateOnly>(17),
        Actor = Whoever(row, Assignee.Roles(Enum.Parse<AssigneeRole>(row.GetString(10)))),
    };

    /// <summary>A unit's people act by their link, everybody else by the posts they hold.</summary>
    private static Actor Whoever(NpgsqlDataReader row, ImmutableArray<Role> roles) =>
        roles.Contains(Role.LiaisonOfficer)
        ? new Actor.Contact(row.GetString(11), Role.LiaisonOfficer, row.IsDBNull(16) ? "联络员" : row.GetString(16))
        : row.IsDBNull(12) || row.IsDBNull(14)
            ? new Actor.Clock()
            : new Actor.Official(row.GetGuid(12), row.GetString(13),
                [.. row.GetFieldValue<string[]>(14).Zip(row.GetFieldValue<string[]>(15)).Select(post =>
                    new Post(Enum.Parse<Role>(post.First), post.Second is "" ? null : post.Second))]);
}
