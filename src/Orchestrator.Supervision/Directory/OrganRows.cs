using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>机关 that a letter goes to by what they are (§15): 区政府, 区政府办, 区政府督查室 (A11).</summary>
public enum Organ { Government, GovernmentOffice, GovernmentOversight }

/// <summary>Which unit is which organ.</summary>
internal sealed record OrganRow(CsvRow Row, Organ Organ, string UnitCode)
{
    /// <summary>Every organ must be there: a letter to one that nobody named would go to nobody, unseen.</summary>
    public static (ImmutableArray<OrganRow> Organs, ImmutableArray<Problem> Problems) Read(string file, string text)
    {
        var csv = Csv.Read(file, text, "organ", "unit_code");
        var problems = csv.Problems.ToList();
        var organs = csv.Rows.Select(row => new OrganRow(
            row, row.OneOf<Organ>("organ", problems), row.Required("unit_code", problems))).ToImmutableArray();
        problems.AddRange(OncePerName.Wrong(file, Enum.GetValues<Organ>(), [.. organs.Select(one => one.Organ)]));
        return (organs, [.. problems]);
    }

    public static Task<int> Write(Tx tx, ImmutableArray<OrganRow> organs, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.district_organ (organ, unit_code)
        SELECT *
        FROM unnest({organs.Select(one => one.Organ.ToString()).ToArray()},
                    {organs.Select(one => one.UnitCode).ToArray()})
        """, stop);
}

/// <summary>A file that names each of a closed set once.</summary>
internal static class OncePerName
{
    public static IEnumerable<Problem> Wrong<T>(string file, IReadOnlyList<T> all, IReadOnlyList<T> found)
        where T : struct, Enum =>
        all.Where(one => found.Count(other => other.Equals(one)) != 1)
            .Select(one => Csv.Unreadable(file, 1, $"“{one}”应恰好有一行，实有{found.Count(other => other.Equals(one))}行。"));
}
