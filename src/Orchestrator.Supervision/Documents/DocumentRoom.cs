using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Documents;

/// <summary>Documents that take a number; stored by these names, each with a series of its own.</summary>
public enum DocumentKind
{
    InspectionNotice, SupervisionOpinion, RectificationNotice, SupervisoryOrder, SupervisionReport,
    OrderWithdrawal, InterviewNotice, InterviewRecord,
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
public sealed class DocumentRoom(DefinitionStore definitions, RuleBook rules)
{
    /// <summary>In the order asked. Series are locked in the order of their names.</summary>
    public async Task<IReadOnlyList<IssuedDocument>> Issue(
        Tx tx, IReadOnlyList<DocumentOrder> orders, CancellationToken stop)
    {
        var issued = new IssuedDocument[orders.Count];
        foreach (var (index, order) in orders.Index().OrderBy(one => one.Item.Kind.ToString(), StringComparer.Ordinal))
            issued[index] = await Issue(tx, order, stop);
        return issued;
    }

    private async Task<IssuedDocument> Issue(Tx tx, DocumentOrder order, CancellationToken stop)
    {
        var id = Guid.CreateVersion7(order.Now);
        var serial = await NextSerial(tx, order, stop);
        var number = await NumberSeries.Print(tx, order.Kind, (order.IssuedOn.Year, serial), stop);
        var profile = await rules.ReadProfile(tx, order.Subject.Profile, stop);
        var fields = Completed(order, number, profile);
        var template = await definitions.ReadFile(tx, order.Definition, $"documents/{order.Kind}.docx", stop);
        var sha256 = template is { } word
            ? await FileStore.Keep(tx, DocumentTemplate.Fill(word, fields), stop)
            : null;
        await tx.Execute($"""
            INSERT INTO supervision.document
                (id, kind, title, subject_kind, subject_id, unit_code, series, year, serial, number, issued_on,
                 issued_at, signed_by, fields, file_sha256)
            VALUES ({id}, {order.Kind.ToString()}, {order.Title}, {order.Subject.Kind.ToString()}, {order.Subject.Id},
                    {order.Subject.UnitCode}, {order.Kind.ToString()}, {order.IssuedOn.Year}, {serial}, {number},
                    {order.IssuedOn}, {order.Now.ToUniversalTime()}, {order.SignedBy}, {fields.GetRawText()}::jsonb,
                    {sha256})
            """, stop);
        if (sha256 is not null)
            await PdfCopies.Ask(tx, id, stop);
        return new IssuedDocument(id, number, sha256);
    }

    /// <summary>The row of the series stays locked until the issue commits: whoever comes second waits.</summary>
    private static Task<int> NextSerial(Tx tx, DocumentOrder order, CancellationToken stop) => tx.QueryOne($"""
        INSERT INTO supervision.number_series (series, year, last_serial)
        VALUES ({order.Kind.ToString()}, {order.IssuedOn.Year}, 1)
        ON CONFLICT (series, year) DO UPDATE SET last_serial = number_series.last_serial + 1
        RETURNING last_serial
        """, row => row.GetInt32(0), stop);

    private static JsonElement Completed(DocumentOrder order, string number, DeadlineProfile profile) => Json.Of(
    [
        .. order.Fields.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)),
        KeyValuePair.Create("number", Json.Of(number)),
        KeyValuePair.Create("issuedOn", Json.Of(order.IssuedOn.ToString("yyyy年M月d日", CultureInfo.InvariantCulture))),
        KeyValuePair.Create("signedBy", Json.Of(order.SignedBy)),
        DayWords.Of(profile),
    ]);
}
