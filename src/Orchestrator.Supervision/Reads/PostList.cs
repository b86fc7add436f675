using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Reads;

/// <summary>A post that somebody holds today.</summary>
/// <param name="Id">The post's.</param>
/// <param name="Name">Whose.</param>
/// <param name="Email">Theirs.</param>
/// <param name="Role">As rights know it.</param>
/// <param name="Label">The role in Chinese.</param>
/// <param name="Title">职务.</param>
/// <param name="Unit">The unit's short name; null where the post belongs to none.</param>
/// <param name="From">The first day.</param>
public sealed record PostListed(
    Guid Id, string Name, string Email, Role Role, string Label, string Title, string? Unit, DateOnly From);

/// <summary>岗位 that are held today, by role and name.</summary>
public static class PostList
{
    public static async Task<Listed<PostListed>> Of(Tx tx, ListFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT post.id, person.name, person.email, post.role, post.title, unit.short_name, post.valid_from,
                   count(*) OVER ()::int
            FROM supervision.current_post(supervision.today()) AS post
            JOIN supervision.person AS person ON person.id = post.person_id
            LEFT JOIN supervision.unit AS unit ON unit.code = post.unit_code
            WHERE concat_ws(' ', person.name, person.email, post.title, unit.name, unit.short_name)
                  ILIKE {filter.Pattern}
            ORDER BY post.role = 'Inspector', post.role, person.name, post.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Post: new PostListed(
                row.GetGuid(0), row.GetString(1), row.GetString(2), Enum.Parse<Role>(row.GetString(3)),
                RightTable.Label(Enum.Parse<Role>(row.GetString(3))), row.GetString(4),
                row.IsDBNull(5) ? null : row.GetString(5), row.GetFieldValue<DateOnly>(6)), Total: row.GetInt32(7)),
            stop);
        return new([.. rows.Select(row => row.Post)], rows.Select(row => row.Total).FirstOrDefault());
    }
}
