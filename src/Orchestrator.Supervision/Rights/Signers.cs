using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Rights;

/// <summary>How whoever signs is printed.</summary>
public static class Signers
{
    public static async Task<string> NameOf(Tx tx, Actor actor, CancellationToken stop) => actor switch
    {
        Actor.Official official => official.Name,
        Actor.Contact contact => contact.Name,
        Actor.Client client => client.Name,
        _ => await tx.QueryOne($"""
            SELECT unit.name
            FROM supervision.unit AS unit
            JOIN supervision.current_post(supervision.today()) AS post ON post.unit_code = unit.code
            WHERE post.role = 'OfficeDirector'
            ORDER BY post.valid_from
            LIMIT 1
            """, row => row.GetString(0), stop) ?? "教育督导委员会办公室",
    };
}
