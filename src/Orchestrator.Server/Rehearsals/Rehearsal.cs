using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Playing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Rehearsals;

/// <summary>Whoever listens to a rehearsal.</summary>
public interface IRehearsalAudience
{
    /// <summary>It goes on; nothing of it is needed later.</summary>
    Task Progress(RehearsalProgress progress);

    /// <summary>The next lines, in their order.</summary>
    Task Tell(IReadOnlyList<RehearsalLine> lines);
}

/// <summary>
/// 推演: a campaign, or one process, played to its end on a scratch database that holds a copy of the district. The
/// outbox is closed, nothing outside the scratch database is touched, and it is gone afterwards.
/// </summary>
/// <param name="databases">Beside the district's own.</param>
public sealed class Rehearsal(ScratchDatabases databases)
{
    private static readonly TimeSpan Stretch = TimeSpan.FromDays(7);

    /// <summary>The hour at which the first day begins.</summary>
    private static readonly TimeOnly Opens = new(9, 0);

    /// <param name="request">What is rehearsed.</param>
    /// <param name="drafts">What takes the place of what is published.</param>
    /// <param name="audience">Hears of it.</param>
    /// <param name="stop">To give up; the scratch database goes all the same.</param>
    /// <returns>The summary, or everything that cannot be meant; then nothing was played.</returns>
    public async Task<(RehearsalSummary? Summary, ImmutableArray<Problem> Problems)> Run(
        RehearsalRequest request, IReadOnlyList<WorkflowFolder> drafts, IRehearsalAudience audience,
        CancellationToken stop)
    {
        if (request.Problems().ToImmutableArray() is { IsEmpty: false } wrong)
            return (null, wrong);
        await using var scratch = await databases.Make(model: null, stop);
        await using (var empty = Database.Open(scratch.ConnectionString + ";Pooling=false"))
            await OpenedDatabase.Migrate(empty, stop);
        await DistrictCopy.Run(databases.Home, scratch.ConnectionString, stop);
        var begins = ShanghaiTime.Moment(request.Begins ?? ShanghaiTime.DateOf(await Now(stop)), Opens);
        await using var district = await PlayedDistrict.Open(scratch.ConnectionString, begins, stop);
        if (await Begin(district, request, drafts, stop) is { IsEmpty: false } refused)
            return (null, refused);
        var until = begins.AddMonths(request.Months);
        var (answered, notTaken) = await district.Part<RehearsalRun>().Run(
            request, until, audience.Progress, stop);
        var summary = new RehearsalSummary
        {
            Units = request.Units.Length,
            From = ShanghaiTime.DateOf(begins),
            Until = ShanghaiTime.DateOf(until),
            Answered = answered,
        };
        return (await Tell(district, (begins, until, summary, notTaken), audience, stop), []);
    }

    /// <summary>The district's own time: that of a training one may be ahead.</summary>
    private async Task<DateTimeOffset> Now(CancellationToken stop)
    {
        await using var db = Database.Open(databases.Home + ";Pooling=false");
        return await db.InTransaction(tx => BusinessClock.Read(tx, stop), stop);
    }

    private static async Task<ImmutableArray<Problem>> Begin(
        PlayedDistrict district, RehearsalRequest request, IReadOnlyList<WorkflowFolder> drafts, CancellationToken stop)
    {
        foreach (var draft in drafts)
        {
            var published = await district.Db.InTransaction(
                tx => district.Part<PublishFolder>().Run(tx, draft, "rehearsal", stop), stop);
            if (PublishWorkflows.Errors(published) is { IsEmpty: false } errors)
                return errors;
        }

        return request.Definition is { } definition
            ? await Start(district, (new DefinitionId(definition), request.Units), stop)
            : await Campaign(district, request, stop);
    }

    private static async Task<ImmutableArray<Problem>> Campaign(
        PlayedDistrict district, RehearsalRequest request, CancellationToken stop)
    {
        var said = request.Campaign.SetItem("units", string.Join(',', request.Units));
        var (planned, problem) = await district.Db.InTransaction(async tx =>
            await district.Part<PlannedCampaign>().Of(
                tx, ShanghaiTime.DateOf(await BusinessClock.Read(tx, stop)), said, stop), stop);
        if (planned is null)
            return [problem!];
        try
        {
            return (await district.Part<StartCampaign>().Run(
                new CampaignOrder(planned, new Actor.Client("rehearsal"), null), stop)).Problems;
        }
        catch (WorkflowRefusedException refused)
        {
            return [refused.Problem];
        }
    }

    /// <summary>A process by itself, for each unit; the unit's code is its input <c>unit</c>.</summary>
    private static Task<ImmutableArray<Problem>> Start(
        PlayedDistrict district, (DefinitionId Definition, ImmutableArray<string> Units) of, CancellationToken stop) =>
        district.Db.InTransaction<ImmutableArray<Problem>>(async tx =>
        {
            try
            {
                await district.Part<WorkflowClient>().Start(tx, [.. of.Units.DefaultIfEmpty().Select(unit =>
                    new StartRequest { Definition = of.Definition, Input = Json.Nothing.Add("unit", Json.Of(unit)) })],
                    stop);
                return [];
            }
            catch (WorkflowRefusedException refused)
            {
                return [refused.Problem];
            }
        }, stop);

    private static async Task<RehearsalSummary> Tell(
        PlayedDistrict district,
        (DateTimeOffset From, DateTimeOffset Until, RehearsalSummary Summary, IReadOnlyList<RefusedAnswer> Refused) of,
        IRehearsalAudience audience, CancellationToken stop)
    {
        var summary = of.Summary;
        for (var from = of.From; from < of.Until; from += Stretch)
        {
            var until = from + Stretch < of.Until ? from + Stretch : of.Until;
            var happened = await district.Db.InTransaction(
                tx => RehearsalLines.Between(tx, from, until, stop), stop);
            RehearsalLine[] lines = [.. happened
                .Concat(of.Refused.Where(one => one.At >= from && one.At < until).Select(Line))
                .OrderBy(line => line.At)];
            await audience.Tell(lines);
            summary = summary.With(lines);
        }

        return summary;
    }

    private static RehearsalLine Line(RefusedAnswer refused) => new()
    {
        At = refused.At,
        Kind = RehearsalKind.Refused,
        Unit = refused.Task.Unit,
        What = refused.Task.Form,
        Text = $"{refused.Problem.Code} {refused.Problem.Message}",
    };
}
