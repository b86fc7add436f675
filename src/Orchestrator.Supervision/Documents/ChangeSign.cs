using System.Text.RegularExpressions;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Documents;

/// <summary>修改机关代字: of the numbers still to come. The serial goes on, so nothing is skipped or used twice.</summary>
public sealed partial class ChangeSign(Database db, BusinessClock clock)
{
    public sealed record Request(Actor Actor, DocumentKind Kind, string Sign, string Reason);

    /// <summary>AU010 or SU072, then nothing has changed; null where the sign is the one asked for.</summary>
    public Task<Problem?> Run(Request request, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (RightTable.Check(request.Actor, Act.ChangeNumberSeries, new ScopeOf()) is { } forbidden)
            return forbidden;
        var (sign, reason) = (request.Sign.Trim(), request.Reason.Trim());
        if (!IsAllowed(sign))
            return Refused("sign", $"机关代字应为2至20个字，不含数字、空格和〔〕，实为“{sign}”；没有修改");
        if (reason.Length is 0 or > 200)
            return Refused("reason", "请写明修改理由（1至200个字）；没有修改");

        // Of two changes at once the second waits here, so that two series never get the same sign.
        await tx.Execute($"LOCK TABLE supervision.series_sign IN SHARE ROW EXCLUSIVE MODE", stop);
        if (await OtherWith(tx, request.Kind, sign, stop) is { } other)
            return Refused("sign", $"“{sign}”是或曾是{NumberSeries.NameOf(other)}的机关代字，会使文号重复；请另选");
        await tx.Execute($"""
            INSERT INTO supervision.series_sign (series, version, sign, changed_at, changed_by, reason)
            SELECT last.series, last.version + 1, {sign}, {clock.GetUtcNow()}, {request.Actor.Key}, {reason}
            FROM supervision.series_sign AS last
            WHERE last.series = {request.Kind.ToString()} AND last.sign <> {sign}
              AND last.version = (SELECT max(version) FROM supervision.series_sign WHERE series = last.series)
            """, stop);
        return null;
    }, stop);

    internal static bool IsAllowed(string sign) => Allowed().IsMatch(sign);

    private static async Task<DocumentKind?> OtherWith(Tx tx, DocumentKind kind, string sign, CancellationToken stop) =>
        await tx.QueryOne($"""
            SELECT series FROM supervision.series_sign WHERE sign = {sign} AND series <> {kind.ToString()} LIMIT 1
            """, row => row.GetString(0), stop) is { } series ? Enum.Parse<DocumentKind>(series) : null;

    private static Problem Refused(string field, string sentence) => new("SU072", field, sentence + "。");

    [GeneratedRegex(@"^[^\s\p{Nd}〔〕\p{C}]{2,20}$")]
    private static partial Regex Allowed();
}
