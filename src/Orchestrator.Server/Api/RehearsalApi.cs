using Orchestrator.Server.Rehearsals;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>推演: asked for, left, found again, read in pieces, given up.</summary>
internal static class RehearsalApi
{
    /// <summary>Rehearsals that wait or run at once.</summary>
    private const int MostAtOnce = 2;
    private const int MostLines = 500;

    public static void MapRehearsals(this RouteGroupBuilder v1)
    {
        v1.MapPost("/rehearsals", Ask).ForRehearsers("推演一次督导活动或者一个流程：返回它的地址，在后台进行");
        v1.MapGet("/rehearsals", (RehearsalStore store) => Results.Ok(store.All().Select(Shown)))
            .ForRehearsers("一周以内的推演，最近的在前");
        v1.MapGet("/rehearsals/{id:guid}", (Guid id, RehearsalStore store) =>
            store.Find(id) is { } one ? Results.Ok(Shown(one)) : NotFound(id))
            .ForRehearsers("一次推演：进度，办完后的合计");
        v1.MapGet("/rehearsals/{id:guid}/lines", Lines)
            .ForRehearsers("推演中发生的事，按时间先后：邮件全文、期限及推算、督办单、升级；after从第几条之后起，next为下一页");
        v1.MapDelete("/rehearsals/{id:guid}", Cancel).ForRehearsers("取消推演");
    }

    private static void ForRehearsers(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.ForHoldersOf(Act.Rehearse).WithTags("推演").WithSummary(summary);

    private static IResult Ask(
        RehearsalRequest request, By by, RehearsalStore store, RehearsalDesk desk)
    {
        if (request.Problems().ToList() is { Count: > 0 } wrong)
            return ApiProblems.Refused(wrong);
        if (store.All().Count(one => one.State is RehearsalState.Queued or RehearsalState.Running) >= MostAtOnce)
            return ApiProblems.Of(429, "AP026", $"已有{MostAtOnce}次推演正在进行或者等待；请等其中一次结束，或者先取消。");
        var id = desk.Ask(request, by.Actor);
        return Results.Accepted($"/api/v1/rehearsals/{id}", new { Id = id });
    }

    /// <param name="After">Lines before the first.</param>
    /// <param name="Limit">Lines of the answer.</param>
    /// <param name="Kind">One kind only; null: all.</param>
    public sealed record Page(int? After = null, int? Limit = null, RehearsalKind? Kind = null);

    private static IResult Lines(Guid id, [AsParameters] Page page, RehearsalStore store)
    {
        if (store.Find(id) is not { } kept)
            return NotFound(id);
        var place = Math.Max(page.After ?? 0, 0);
        var limit = Math.Clamp(page.Limit ?? MostLines, 1, MostLines);
        var lines = new List<RehearsalLine>();
        while (place < kept.Lines && lines.Count < limit)
        {
            var piece = store.Lines(id, place / RehearsalStore.PieceLines);
            var rest = piece.Skip(place % RehearsalStore.PieceLines).ToList();
            if (rest.Count == 0)
                break;
            foreach (var line in rest.TakeWhile(_ => lines.Count < limit))
            {
                place++;
                if (page.Kind is null || line.Kind == page.Kind)
                    lines.Add(line);
            }
        }

        return Results.Ok(new { Lines = lines, Next = place < kept.Lines ? place : (int?)null });
    }

    /// <summary>Its job finds it cancelled within a second or so, and stops.</summary>
    private static IResult Cancel(Guid id, RehearsalStore store)
    {
        if (store.Find(id) is not { } kept)
            return NotFound(id);
        if (kept.State is RehearsalState.Queued or RehearsalState.Running)
            store.Save(kept with { State = RehearsalState.Cancelled });
        return Results.NoContent();
    }

    private static IResult NotFound(Guid id) =>
        ApiProblems.Of(404, "AP025", $"没有推演{id}，或者已超过一周、不再保留；清单见 GET /api/v1/rehearsals。");

    private static object Shown(KeptRehearsal kept) => new
    {
        kept.Id,
        kept.State,
        kept.By,
        kept.AskedAt,
        kept.Request,
        kept.Now,
        kept.Answered,
        kept.Lines,
        kept.Summary,
        Problems = kept.Problems.Select(problem => new { problem.Code, Field = problem.Where, problem.Message }),
    };
}
