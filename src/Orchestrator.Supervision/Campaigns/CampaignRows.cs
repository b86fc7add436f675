using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>A campaign about to be written, with the versions it is pinned to.</summary>
public sealed record NewCampaign(
    Guid Id, CampaignOrder Order, DateTimeOffset Now, CalendarVersion Calendar, ProfileVersion Profile);

/// <summary>The rows of a campaign.</summary>
internal static class CampaignRows
{
    public static Task<int> Insert(Tx tx, NewCampaign campaign, CancellationToken stop)
    {
        var request = campaign.Order.Request;
        return tx.Execute($"""
            INSERT INTO supervision.campaign
                (id, external_id, title, line, type, basis, indicator_scheme_code, notice_on, on_site_from, on_site_to,
                 self_evaluation, is_unannounced, is_off_plan, auto_issue_orders, publish, no_publish_reason,
                 publishes_closures, profile_name, profile_version, calendar_version, requested_by, created_by,
                 created_at, state, state_since)
            VALUES
                ({campaign.Id}, {request.ExternalId}, {request.Title.Trim()}, {request.Line.ToString()},
                 {request.Type.ToString()}, {request.Basis.Trim()}, {request.IndicatorScheme}, {request.NoticeDate},
                 {request.OnSiteFrom}, {request.OnSiteTo}, {request.SelfEvaluation}, {request.IsUnannounced},
                 {request.IsOffPlan}, {request.AutoIssueOrders}, {request.Publish}, {request.NoPublishReason},
                 {request.PublishesClosures}, {campaign.Profile.Name}, {campaign.Profile.Number},
                 {campaign.Calendar.Number}, {request.RequestedBy.Trim()}, {campaign.Order.Actor.Key},
                 {campaign.Now}, {nameof(CampaignState.SchemePending)}, {campaign.Now})
            """, stop);
    }

    public static Task<int> InsertUnits(
        Tx tx, Guid campaign, ImmutableArray<SelectedUnit> units, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.campaign_unit (campaign_id, unit_code, warnings)
            SELECT {campaign}, unit.code, unit.warnings::jsonb
            FROM unnest(
                {units.Select(unit => unit.Code).ToArray()},
                {units.Select(unit => JsonSerializer.Serialize(unit.Warnings)).ToArray()}) AS unit (code, warnings)
            """, stop);

    /// <summary>The first of the codes leads.</summary>
    public static async Task ReplaceTeam(Tx tx, Guid campaign, ImmutableArray<string> codes, CancellationToken stop)
    {
        var members = codes.Distinct().ToArray();
        await tx.Execute([
            $"DELETE FROM supervision.team_member WHERE campaign_id = {campaign}",
            $"""
            INSERT INTO supervision.team_member (campaign_id, inspector_code, is_leader)
            SELECT {campaign}, member.code, member.place = 1
            FROM unnest({members}) WITH ORDINALITY AS member (code, place)
            """,
        ], stop);
    }

    public static Task<int> Remember(
        Tx tx, Guid campaign, IdempotencyKey key, DateTimeOffset now, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.campaign_request (client, idempotency_key, body_sha256, campaign_id, requested_at)
        VALUES ({key.Client}, {key.Key}, {key.BodySha256}, {campaign}, {now})
        """, stop);

    /// <summary>The answer to whoever started it, read by the first call and by every repeat (E-28).</summary>
    public static async Task<CampaignStarted> Started(Tx tx, Guid campaign, bool isNew, CancellationToken stop) =>
        new(campaign, isNew, [])
        {
            State = await tx.QueryOne($"SELECT state FROM supervision.campaign WHERE id = {campaign}",
                row => Enum.Parse<CampaignState>(row.GetString(0)), stop),
            Units =
            [
                .. await tx.Query($"""
                    SELECT unit_code, ARRAY(SELECT jsonb_array_elements_text(warnings))
                    FROM supervision.campaign_unit
                    WHERE campaign_id = {campaign}
                    ORDER BY unit_code
                    """, row => new SelectedUnit(row.GetString(0), [.. row.GetFieldValue<string[]>(1)]), stop),
            ],
        };
}
