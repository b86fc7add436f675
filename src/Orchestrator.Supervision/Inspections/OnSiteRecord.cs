using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>实地督导记录: an entry or more per level-1 indicator, the public heard (R-12), signed by both sides.</summary>
public sealed class OnSiteRecord(InspectionSteps steps, RuleBook rules) : IFormAct
{
    public string Form => "on-site-record";

    public FormNeeds Needs => new(
        ["Recorded"],
        NeededField.Filled("onSiteFrom", FieldKind.Date),
        NeededField.Filled("onSiteTo", FieldKind.Date),
        NeededField.Filled("entries", FieldKind.Rows) with
        {
            Fields =
            [
                NeededField.Filled("indicator", FieldKind.Choice),
                NeededField.Filled("observation", FieldKind.LongText),
            ],
        },
        NeededField.Filled("opinionForm", FieldKind.Choice) with
        {
            Values = ["Meeting", "Questionnaire", "FieldTalk", "Other"],
        },
        NeededField.Filled("opinionParticipants", FieldKind.WholeNumber) with { Range = (1, 1_000_000) },
        NeededField.Filled("opinionSummary", FieldKind.LongText),
        NeededField.Filled("teamSignature", FieldKind.Text),
        NeededField.Filled("unitSignature", FieldKind.Text));

    public Act RightFor(TaskOnHand task) => Act.RecordOnSite;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var indicators = await Indicators(tx, task.Subject.Campaign, stop);
        return new FormSetting
        {
            Facts = await InspectionFactLines.Read(tx, task.Subject.Id, stop),
            Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty.Add(
                "entries.indicator", [.. indicators.Select(one => new FormOption(one.Code, one.Name))]),
            Values = Json.Of(
            [
                .. await PlannedDays(tx, task.Subject.Campaign, stop),
                KeyValuePair.Create("entries", Json.Of(indicators.Where(one => one.Level == 1)
                    .Select(one => Json.Of([KeyValuePair.Create("indicator", Json.Of(one.Code))])))),
            ]),
        };
    }

    /// <summary>As the scheme has them: whoever kept to the plan need not type them.</summary>
    private static async Task<IEnumerable<KeyValuePair<string, JsonElement>>> PlannedDays(
        Tx tx, Guid campaign, CancellationToken stop)
    {
        var (from, to) = await tx.QueryOne($"""
            SELECT on_site_from, on_site_to FROM supervision.campaign WHERE id = {campaign}
            """, row => (row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateOnly>(1)), stop);
        return
        [
            KeyValuePair.Create("onSiteFrom", JsonSerializer.SerializeToElement(from)),
            KeyValuePair.Create("onSiteTo", JsonSerializer.SerializeToElement(to)),
        ];
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var subject = answer.Task.Subject;
        if ((await Missing(tx, answer, stop) ?? await BeforeItsNotice(tx, answer, stop)) is { } missing)
            return new ActOutcome.Refused(missing);
        var step = Step.By(answer.Actor, answer.Now);
        var move = new InspectionMove(subject.Id, UnitInspectionTrigger.RecordOnSite);
        if (await steps.Move(tx, move, step, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await Write(tx, answer, stop);
        await Evidence.Attach(tx, ("VisitRecord", subject.Id), answer, stop);
        await tx.Execute($"""
            UPDATE supervision.unit_inspection SET on_site_ended_on = {answer.Content.DateOf("onSiteTo")}
            WHERE id = {subject.Id}
            """, stop);
        return new ActOutcome.Done("Recorded");
    }

    private static async Task<Problem?> Missing(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        if (answer.Content.DateOf("onSiteTo") < answer.Content.DateOf("onSiteFrom"))
            return new Problem("SU041", "onSiteTo", "现场督导的结束日早于开始日；请改正。");
        if (answer.Content.DateOf("onSiteTo") > ShanghaiTime.DateOf(answer.Now))
            return new Problem("SU041", "onSiteTo", "现场督导尚未结束，不能登记记录；请在结束后登记。");
        var indicators = await Indicators(tx, answer.Task.Subject.Campaign, stop);
        var seen = answer.Content.RowsOf("entries")
            .Select(row => indicators.First(one => one.Code == row.TextOf("indicator")))
            .Select(one => one.Parent ?? one.Code).ToHashSet();
        var unseen = indicators.Where(one => one.Level == 1 && !seen.Contains(one.Code))
            .Select(one => one.Name).ToList();
        return unseen.Count == 0 ? null : new Problem("SU041", "entries",
            $"每个一级指标至少要有一条记录，还缺：{string.Join("、", unseen)}。");
    }

    /// <summary>TM-01 by the notice as it was issued (§6: no visit is on the calendar before that).</summary>
    private async Task<Problem?> BeforeItsNotice(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var (subject, from) = (answer.Task.Subject, answer.Content.DateOf("onSiteFrom")!.Value);
        var notice = await tx.QueryOne($"""
            SELECT notice.issued_on, campaign.is_unannounced
            FROM supervision.campaign AS campaign
            JOIN supervision.document AS notice ON notice.id = campaign.notice_document_id
            WHERE campaign.id = {subject.Campaign}
            """, row => (IssuedOn: row.GetFieldValue<DateOnly>(0), IsUnannounced: row.GetBoolean(1)), stop);
        var pinned = await rules.Read(tx, subject.Calendar, subject.Profile, stop);
        var latest = NoticeTime.Latest(from, notice.IsUnannounced, pinned);
        return notice.IssuedOn <= latest ? null : new Problem("SU041", "onSiteFrom",
            $"{from:yyyy-MM-dd}开始的现场督导，通知最迟应于{latest:yyyy-MM-dd}印发（TM-01），实际于{notice.IssuedOn:yyyy-MM-dd}印发；"
            + "请核对日期。确系提前进校的，不能作为本次督导的现场记录，请按通知的日期另行进行。");
    }

    private static async Task Write(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var (id, content, now) = (answer.Task.Subject.Id, answer.Content, answer.Now.ToUniversalTime());
        var entries = content.RowsOf("entries");
        await tx.Execute([
            $"""
            INSERT INTO supervision.visit_record
                (unit_inspection_id, on_site_from, on_site_to, recorded_by, recorded_at, team_signature, unit_signature)
            VALUES ({id}, {content.DateOf("onSiteFrom")}, {content.DateOf("onSiteTo")}, {answer.Actor.Key}, {now},
                    {content.TextOf("teamSignature")}, {content.TextOf("unitSignature")})
            """,
            $"""
            INSERT INTO supervision.visit_record_entry (unit_inspection_id, position, indicator_code, observation)
            SELECT {id}, entry.place, entry.indicator, entry.observation
            FROM unnest({entries.Select(row => row.TextOf("indicator")).ToArray()},
                        {entries.Select(row => row.TextOf("observation")).ToArray()})
                WITH ORDINALITY AS entry (indicator, observation, place)
            """,
            $"""
            INSERT INTO supervision.public_opinion_record
                (id, unit_inspection_id, form, participants, summary, recorded_by, recorded_at)
            VALUES ({Guid.CreateVersion7(answer.Now)}, {id}, {content.TextOf("opinionForm")},
                    {content.NumberOf("opinionParticipants")}, {content.TextOf("opinionSummary")},
                    {answer.Actor.Key}, {now})
            """,
        ], stop);
    }

    private static Task<IReadOnlyList<(string Code, string Name, int Level, string? Parent)>> Indicators(
        Tx tx, Guid campaign, CancellationToken stop) => tx.Query($"""
        SELECT indicator.code, indicator.name, indicator.level, indicator.parent_code
        FROM supervision.indicator AS indicator
        JOIN supervision.campaign AS campaign ON campaign.indicator_scheme_code = indicator.scheme_code
        WHERE campaign.id = {campaign}
        ORDER BY indicator.position
        """, row => (row.GetString(0), row.GetString(1), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetString(3)),
        stop);
}
