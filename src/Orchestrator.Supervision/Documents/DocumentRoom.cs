using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Documents;

/// <summary>Documents that take a number; stored by these names, each with a series of its own.</summary>
public enum DocumentKind
{
    InspectionNotice, SupervisionOpinion, RectificationNotice, SupervisoryOrder, SupervisionReport,
}

/// <summary>A document about to be issued.</summary>
public sealed record DocumentOrder
{
    public required DocumentKind Kind { get; init; }
    public required string Title { get; init; }
    public required Case Subject { get; init; }

    /// <summary>The version whose Word template (<c>documents/KIND.docx</c>) is filled.</summary>
    public required DefinitionVersion Definition { get; init; }

    /// <summary>An object with the template's fields; arrays fill repeating rows. Number and date are added.</summary>
    public required JsonElement Fields { get; init; }
    public required DateOnly IssuedOn { get; init; }

    /// <summary>Who signed, as printed.</summary>
    public required string SignedBy { get; init; }
    public required DateTimeOffset Now { get; init; }
}

/// <param name="Id">The row of the document.</param>
/// <param name="Number">文号, as printed.</param>
/// <param name="Sha256">The filled Word file; null where the version has no template of that kind.</param>
public sealed record IssuedDocument(Guid Id, string Number, byte[]? Sha256);

/// <summary>
/// Numbers, fills and keeps documents in the transaction that issues them (invariant 4): the series is locked, so a
/// number is never used twice and never skipped.
/// </summary>
public sealed class DocumentRoom
{
    /// <summary>In the order asked.</summary>
    public Task<IReadOnlyList<IssuedDocument>> Issue(
        Tx tx, IReadOnlyList<DocumentOrder> orders, CancellationToken stop) => throw new NotImplementedException();
}
