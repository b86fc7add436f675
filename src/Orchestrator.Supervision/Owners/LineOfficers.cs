using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;

namespace Orchestrator.Supervision.Owners;

/// <summary>职能责任人: the three functions of the office, each with somebody who holds a post in it.</summary>
internal static class LineOfficers
{
    /// <summary>Names somebody where nobody is named, or who is named holds no post in the office any more.</summary>
    /// <param name="tx">The caller's.</param>
    /// <param name="by">Who causes it, as <c>Actor.Key</c> names them; null: the import, which has no entries.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task Fill(Tx tx, string? by, CancellationToken stop)
    {
        var named = await tx.Query($"""
            INSERT INTO supervision.line_officer AS officer (line, person_id)
            SELECT vacant.line, candidate.person_id
            FROM unnest(ARRAY['Government', 'School', 'Monitoring']) WITH ORDINALITY AS vacant (line, place)
            JOIN supervision.line_candidate(supervision.today()) AS candidate
              ON candidate.place = (vacant.place - 1) % candidate.candidates
            WHERE NOT EXISTS (
                SELECT FROM supervision.line_officer AS known
                JOIN supervision.current_post(supervision.today()) AS post ON post.person_id = known.person_id
                WHERE known.line = vacant.line AND post.role IN ('CaseOfficer', 'OfficeDirector'))
            ON CONFLICT (line) DO UPDATE SET person_id = EXCLUDED.person_id
            RETURNING line, person_id
            """, row => (Line: row.GetString(0), Person: row.GetGuid(1)), stop);
        foreach (var (line, person) in by is null ? [] : named)
            await Entry(tx, (by!, line, person), stop);
    }

    public static Task Entry(Tx tx, (string By, string Line, Guid Person) named, CancellationToken stop) =>
        new OperatorAct
        {
            Actor = named.By,
            Act = "NameLineOfficer",
            Kind = OperatorSubject.Person,
            Subject = named.Person,
            Detail = Json.Of([KeyValuePair.Create("line", Json.Of(named.Line))]),
        }.Write(tx, stop);
}
