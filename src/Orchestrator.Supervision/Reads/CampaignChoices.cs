using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Reads;

/// <summary>One thing to choose, by code and name.</summary>
public sealed record Choice(string Code, string Name);

/// <summary>What a new campaign may be made of.</summary>
public sealed record CampaignChoices
{
    public required IReadOnlyList<Choice> Schemes { get; init; }
    public required IReadOnlyList<Choice> Inspectors { get; init; }
    public required IReadOnlyList<Choice> Townships { get; init; }

    /// <summary>Whoever can be inspected: schools, townships, departments.</summary>
    public required IReadOnlyList<Choice> Units { get; init; }

    /// <summary>期限方案, the standard one first.</summary>
    public required IReadOnlyList<Choice> Profiles { get; init; }

    public static async Task<CampaignChoices> Read(Tx tx, CancellationToken stop) => new()
    {
        Schemes = await List(tx, $"SELECT code, name FROM supervision.indicator_scheme ORDER BY code", stop),
        Inspectors = await List(tx, $"""
            SELECT inspector.code, person.name
            FROM supervision.inspector AS inspector
            JOIN supervision.person AS person ON person.id = inspector.person_id
            WHERE inspector.status = 'Active' AND inspector.is_induction_trained
            ORDER BY inspector.code
            """, stop),
        Townships = await List(tx, $"""
            SELECT code, name FROM supervision.unit WHERE category = 'Township' AND status = 'Active' ORDER BY code
            """, stop),
        Units = await List(tx, $"""
            SELECT code, name FROM supervision.unit
            WHERE category IN ('School', 'Township', 'Department') AND status IN ('Active', 'Merging')
            ORDER BY category <> 'School', category DESC, code
            """, stop),
        Profiles = [.. (await CurrentRules.Profiles(tx, stop)).Select(
            name => new Choice(name, DeadlineProfile.LabelOf(name)))],
    };

    private static Task<IReadOnlyList<Choice>> List(Tx tx, Sql sql, CancellationToken stop) =>
        tx.Query(sql, row => new Choice(row.GetString(0), row.GetString(1)), stop);
}
