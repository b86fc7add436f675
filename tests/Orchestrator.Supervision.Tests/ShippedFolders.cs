using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Supervision.Tests;

/// <summary>The processes as they are shipped.</summary>
internal static class ShippedFolders
{
    public static readonly IReadOnlyList<WorkflowFolder> All =
        WorkflowFolder.ReadAll(Path.Combine(Root(), "workflows"));

    public static ReadOnlyMemory<byte> Document(string kind) =>
        All.Select(folder => folder.Files.GetValueOrDefault($"documents/{kind}.docx")).Single(file => !file.IsEmpty);

    private static string Root()
    {
        var place = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(place, "Orchestrator.sln")))
            place = Path.GetDirectoryName(place) ?? throw new InvalidOperationException("outside the repository");
        return place;
    }
}
