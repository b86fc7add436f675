using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Tracking;

/// <summary>
/// 跟踪清单: what a department has to follow, and what it did in the month. Computed at every reading; a report keeps it
/// as it was when it was filed.
/// </summary>
public sealed record TrackingList
{
    /// <summary>How the list of a filed report is kept.</summary>
    private static readonly JsonSerializerOptions Kept = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>By unit, then by due date; at most <see cref="TrackingLists.MostItems"/>.</summary>
    public required IReadOnlyList<TrackedItem> Items { get; init; }

    /// <summary>All of them.</summary>
    public required int OpenItems { get; init; }
    public required int OverdueItems { get; init; }

    /// <summary>销号 in the month; a problem and its part are one.</summary>
    public required int ClosedInMonth { get; init; }

    /// <summary>Of the month.</summary>
    public required ReviewCount Reviews { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Kept);

    public static TrackingList FromJson(string json) => JsonSerializer.Deserialize<TrackingList>(json, Kept)
        ?? throw new JsonException("a filed tracking report has the list null");
}

/// <summary>An open item of a department's unit.</summary>
public sealed record TrackedItem
{
    public required Guid Id { get; init; }
    public required string Unit { get; init; }
    public required string Campaign { get; init; }
    public required int Number { get; init; }
    public required string Fact { get; init; }
    public required ItemState State { get; init; }

    /// <summary>Null before the letter is received.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Calendar days since the due date; 0 where it is not over, and while the unit owes nothing.</summary>
    public required int OverdueDays { get; init; }
}

/// <summary>初审 of a department.</summary>
/// <param name="Given">How many it gave, agreeing or not.</param>
/// <param name="WorkingDays">How many they took in all, from the day of the report.</param>
/// <param name="Lapsed">How many it let pass; each counts against the department, none against the unit.</param>
public sealed record ReviewCount(int Given, int WorkingDays, int Lapsed)
{
    public static readonly ReviewCount None = new(0, 0, 0);

    /// <summary>Working days of one that was given; null where none was.</summary>
    public decimal? Average => Given == 0 ? null : (decimal)WorkingDays / Given;
}
