using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Reads;

/// <summary>Somebody who may have an account, with the posts they hold today.</summary>
public sealed record PersonListed(Guid Id, string Name, string Email, IReadOnlyList<string> Posts);

/// <summary>人员 with their posts.</summary>
public static class PersonList
{
    public static async Task<Listed<PersonListed>> Of(Tx tx, ListFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT person.id, person.name, person.email, array_remove(array_agg(DISTINCT post.role), NULL),
                   count(*) OVER ()::int
            FROM supervision.person AS person
            LEFT JOIN supervision.current_post(supervision.today()) AS post ON post.person_id = person.id
            WHERE person.is_active AND EXISTS (SELECT FROM supervision.post WHERE person_id = person.id)
              AND concat_ws(' ', person.name, person.email) ILIKE {filter.Pattern}
            GROUP BY person.id
            ORDER BY person.name, person.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Person: new PersonListed(row.GetGuid(0), row.GetString(1), row.GetString(2),
                [.. row.GetFieldValue<string[]>(3).Select(role => RightTable.Label(Enum.Parse<Role>(role)))]),
                Total: row.GetInt32(4)), stop);
        return new([.. rows.Select(row => row.Person)], rows.Select(row => row.Total).FirstOrDefault());
    }
}
