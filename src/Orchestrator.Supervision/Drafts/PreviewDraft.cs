using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Drafts;

/// <summary>What would come of publishing a draft now.</summary>
public sealed record DraftPreview
{
    public required Draft Draft { get; init; }

    /// <summary>The version that it would follow; null where nothing of that name is published.</summary>
    public required int? Against { get; init; }
    public required WorkflowChanges Changes { get; init; }

    /// <summary>As <c>check-workflows</c> finds them.</summary>
    public required ImmutableArray<Problem> Findings { get; init; }

    public ImmutableArray<Problem> Errors => Of(ProblemSeverity.Error);
    public ImmutableArray<Problem> Warnings => Of(ProblemSeverity.Warning);

    private ImmutableArray<Problem> Of(ProblemSeverity severity) =>
        [.. Findings.Where(finding => finding.Severity == severity)];
}

/// <summary>预览: what a draft changes, and what stands against it. Nothing is written.</summary>
public sealed class PreviewDraft(PublishFolder publish, DefinitionStore definitions)
{
    /// <summary>Null where there is no open draft of this id.</summary>
    public async Task<DraftPreview?> Run(Tx tx, Guid id, CancellationToken stop)
    {
        if (await DraftRow.Lock(tx, id, stop) is not { } draft || await DraftRow.Folder(tx, id, stop) is not { } folder)
            return null;
        var newest = await definitions.Newest(tx, draft.Definition, stop);
        return new DraftPreview
        {
            Draft = draft,
            Against = newest?.Version,
            Changes = WorkflowChanges.Of(
                newest is { } version ? await PublishedVersions.Folder(tx, version, stop) : null, folder),
            Findings = await publish.Check(tx, folder, stop),
        };
    }

    /// <summary>The open ones, newest first.</summary>
    public static Task<IReadOnlyList<Draft>> Open(Tx tx, CancellationToken stop) => DraftRow.Open(tx, stop);

    /// <summary>The folder of an open draft, to be taken away and put right; null where there is none.</summary>
    public static Task<WorkflowFolder?> Folder(Tx tx, Guid id, CancellationToken stop) =>
        DraftRow.Folder(tx, id, stop);
}
