using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>A row of a case's line of time: one entry, or a run of the same step of its ladders.</summary>
/// <param name="Entries">Eldest first; at least one.</param>
public sealed record TimeLineRow(IReadOnlyList<CaseEntry> Entries)
{
    public CaseEntry First => Entries[0];
    public CaseEntry Last => Entries[^1];

    /// <summary>Every item has its own reminders: four dates of five items make twenty rows.</summary>
    public bool IsFolded => Entries.Count > 1;

    /// <summary>In the order given.</summary>
    public static IReadOnlyList<TimeLineRow> Of(IReadOnlyList<CaseEntry> happened)
    {
        var rows = new List<List<CaseEntry>>();
        foreach (var entry in happened)
        {
            if (rows is [.., var run] && run[0].What == "step" && entry.What == "step" && run[0].Act == entry.Act)
                run.Add(entry);
            else
                rows.Add([entry]);
        }

        return [.. rows.Select(run => new TimeLineRow(run))];
    }
}
