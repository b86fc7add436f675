using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>
/// 发起督导活动 (§18): checks the request, pins calendar and profile, writes the campaign with its units, and starts
/// its process, in one transaction. A call never skips a signature: the scheme still waits for its approval.
/// </summary>
public sealed class StartCampaign(Database db, RuleBook rules, CampaignProcess process)
{
    /// <summary>AU010, SU030 to SU035 with the field; all of them at once.</summary>
    public Task<CampaignStarted> Run(CampaignOrder order, CancellationToken stop)
    {
        if (RightTable.Check(order.Actor, Act.CreateCampaign, new ScopeOf()) is { } forbidden)
            return Task.FromResult(new CampaignStarted(null, false, [forbidden]));
        return db.InRetriedTransaction(async tx =>
        {
            if (order.Key is { } key && await Earlier(tx, key, stop) is { } earlier)
                return earlier;
            var selection = await SelectUnits.Run(tx, order.Request, stop);
            var calendar = await CurrentRules.Calendar(tx, stop);
            var profile = await CurrentRules.Profile(tx, order.Request.DeadlineProfile, stop);
            var known = new CampaignKnowledge
            {
                Today = ShanghaiTime.DateOf(process.Now),
                SchemeExists = await SchemeExists(tx, order.Request.IndicatorScheme, stop),
                Profile = profile is { } version ? await rules.ReadProfile(tx, version, stop) : null,
                Calendar = await rules.ReadCalendar(tx, calendar, stop),
                UnknownUnits = selection.Unknown,
                UnknownInspectors = await UnknownInspectors(tx, order.Request.Team, stop),
                Units = selection.Units.Length,
            };
            var problems = CampaignCheck.Of(order.Request, known);
            return problems.IsEmpty
                ? await Write(tx, order, (calendar, profile!.Value, selection.Units), stop)
                : new CampaignStarted(null, false, problems);
        }, stop);
    }

    /// <summary>The same key and body: the same campaign. Another body: SU035.</summary>
    private static async Task<CampaignStarted?> Earlier(Tx tx, IdempotencyKey key, CancellationToken stop)
    {
        // Two calls with one key at the same moment: the second waits here for the first.
        await tx.Execute($"SELECT pg_advisory_xact_lock(hashtextextended({key.Client + "\n" + key.Key}, 28))", stop);
        var (campaign, body) = await tx.QueryOne($"""
            SELECT campaign_id, body_sha256
            FROM supervision.campaign_request
            WHERE client = {key.Client} AND idempotency_key = {key.Key}
            """, row => (row.GetGuid(0), row.GetFieldValue<byte[]>(1)), stop);
        if (campaign == default)
            return null;
        return body.AsSpan().SequenceEqual(key.BodySha256)
            ? await CampaignRows.Started(tx, campaign, isNew: false, stop)
            : new CampaignStarted(null, false, [new Problem("SU035", "Idempotency-Key",
                "这个幂等键已用于另一份请求；请换一个新的键，或原样重发先前的请求。")]);
    }

    private async Task<CampaignStarted> Write(
        Tx tx, CampaignOrder order,
        (CalendarVersion Calendar, ProfileVersion Profile, ImmutableArray<SelectedUnit> Units) pinned,
        CancellationToken stop)
    {
        var now = process.Now;
        var id = Guid.CreateVersion7(now);
        await CampaignRows.Insert(tx, new NewCampaign(id, order, now, pinned.Calendar, pinned.Profile), stop);
        await CampaignRows.InsertUnits(tx, id, pinned.Units, stop);
        await CampaignRows.ReplaceTeam(tx, id, order.Request.Team, stop);
        if (order.Key is { } key)
            await CampaignRows.Remember(tx, id, key, now, stop);
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = now,
            Actor = order.Actor,
            Act = "StartCampaign",
            Kind = CaseKind.InspectionCampaign,
            Subject = id,
            After = nameof(CampaignState.SchemePending),
            Detail = Json.Of([KeyValuePair.Create("requestedBy", Json.Of(order.Request.RequestedBy))]),
        }], stop);
        await process.Start(tx, id, stop);
        return await CampaignRows.Started(tx, id, isNew: true, stop);
    }

    private static async Task<bool> SchemeExists(Tx tx, string code, CancellationToken stop) => await tx.QueryOne(
        $"SELECT count(*) FROM supervision.indicator_scheme WHERE code = {code}", row => row.GetInt64(0), stop) == 1;

    private static async Task<ImmutableArray<string>> UnknownInspectors(
        Tx tx, ImmutableArray<string> codes, CancellationToken stop)
    {
        var known = await tx.Query($"""
            SELECT code FROM supervision.inspector WHERE code = ANY ({codes.ToArray()}) AND status = 'Active'
            """, row => row.GetString(0), stop);
        return [.. codes.Except(known)];
    }
}

/// <summary>The process that accompanies a campaign, and the clock it begins by.</summary>
public sealed class CampaignProcess(WorkflowClient workflows, Turn turn, BusinessClock clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task Start(Tx tx, Guid campaign, CancellationToken stop)
    {
        await workflows.Start(tx, new StartRequest
        {
            Definition = new DefinitionId("campaign"),
            Key = $"campaign:{campaign:N}",
            CorrelationId = campaign.ToString(),
            Input = Json.Nothing.Add("campaignId", JsonSerializer.SerializeToElement(campaign)),
        }, stop);
        await turn.Advance(tx, stop);
    }
}
