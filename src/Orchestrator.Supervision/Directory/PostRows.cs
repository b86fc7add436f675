using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>A person with an account and one of their posts. With two posts they stand twice, by address.</summary>
public sealed record PostRow
{
    public required CsvRow Row { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }
    public string? UnitCode { get; init; }
    public required string Title { get; init; }
    public required string Email { get; init; }
    public string? Phone { get; init; }

    public static (ImmutableArray<PostRow> Posts, ImmutableArray<Problem> Problems) Read(string file, string text)
    {
        var csv = Csv.Read(file, text, "name", "role", "unit_code", "title", "email", "phone");
        var problems = csv.Problems.ToList();
        var posts = csv.Rows.Select(row => new PostRow
        {
            Row = row,
            Name = row.Required("name", problems),
            Role = row.OneOf<Role>("role", problems),
            UnitCode = row.TextOrNull("unit_code"),
            Title = row.Required("title", problems),
            Email = row.Required("email", problems),
            Phone = row.TextOrNull("phone"),
        }).ToImmutableArray();
        return (posts, [.. problems]);
    }

    /// <summary>People by address, then their posts; both as sets. Says how many posts were new.</summary>
    public static async Task<int> Write(Tx tx, IReadOnlyList<PostRow> posts, DateTimeOffset now, CancellationToken stop)
    {
        var people = posts.DistinctBy(post => post.Email).ToList();
        await tx.Execute($"""
            INSERT INTO supervision.person (id, name, email, phone, unit_code)
            SELECT *
            FROM unnest(
                {people.Select(_ => Guid.CreateVersion7(now)).ToArray()}, {people.Select(post => post.Name).ToArray()},
                {people.Select(post => post.Email).ToArray()}, {people.Select(post => post.Phone).ToArray()},
                {people.Select(post => post.UnitCode).ToArray()})
            ON CONFLICT (email) DO NOTHING
            """, stop);
        return await tx.Execute($"""
            INSERT INTO supervision.post (id, person_id, role, unit_code, title, valid_from)
            SELECT given.id, person.id, given.role, given.unit_code, given.title,
                   {ShanghaiTime.DateOf(now)}
            FROM unnest(
                {posts.Select(_ => Guid.CreateVersion7(now)).ToArray()}, {posts.Select(post => post.Email).ToArray()},
                {posts.Select(post => post.Role.ToString()).ToArray()},
                {posts.Select(post => post.UnitCode).ToArray()}, {posts.Select(post => post.Title).ToArray()})
                AS given (id, email, role, unit_code, title)
            JOIN supervision.person AS person ON person.email = given.email
            ON CONFLICT ON CONSTRAINT a_post_is_held_once DO NOTHING
            """, stop);
    }
}
