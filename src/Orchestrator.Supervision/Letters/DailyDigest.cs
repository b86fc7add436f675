using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// The morning's mails to the office, on working days from 08:30: M-30 with what is due, late, waiting and not
/// delivered, M-27 where the office itself is late. Their keys name the day, so that asking again sends nothing again.
/// </summary>
public sealed class DailyDigest(Database db, LetterTemplates templates, DefinitionStore definitions, RuleBook rules)
{
    private static readonly TimeOnly From = new(8, 30);

    /// <summary>A task of the office without a date is late when it has waited for longer.</summary>
    private static readonly WorkingDays longestWait = new(5);

    /// <summary>The same for a call to a unit: something stands still until it is made (TM-24).</summary>
    private static readonly WorkingDays longestWaitOfCall = new(1);

    /// <summary>Lines of one list; the letter says how many there are, and who needs more opens the portal.</summary>
    private const int Lines = 50;

    /// <summary>How many letters it was; none: the day's were sent, or it is not time.</summary>
    public Task<int> Run(DateTimeOffset now, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var today = ShanghaiTime.DateOf(now);
        if (now < MomentOf(today)
            || await definitions.Newest(tx, new DefinitionId("campaign"), stop) is not { } version)
            return 0;
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        if (!calendar.IsWorkday(today) || await IsSent(tx, today, stop))
            return 0;
        var said = Json.Of(
        [
            .. (await Owed(tx, today, stop)).EnumerateObject()
                .Concat((await Office(tx, today, calendar, stop)).EnumerateObject())
                .Concat((await Undelivered(tx, calendar.Add(today, new WorkingDays(-1)), stop)).EnumerateObject())
                .Concat((await Replies(tx, calendar.Add(today, new WorkingDays(-1)), stop)).EnumerateObject())
                .Select(member => KeyValuePair.Create(member.Name, member.Value)),
        ]);
        var book = await AddressBook.Read(tx, [], today, stop);
        string[] letters = said.GetProperty("late").GetArrayLength() > 0 ? ["M-30", "M-27"] : ["M-30"];
        foreach (var letter in letters)
        {
            var stationery = await templates.Read(tx, version, (letter, null), stop);
            await MailRoom.Queue(tx, [.. Mails(letter, stationery, (said, book), now)], stop);
        }

        return letters.Length;
    }, stop);

    /// <summary>The next morning at which it is due.</summary>
    public Task<DateTimeOffset> NextAfter(DateTimeOffset now, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var today = ShanghaiTime.DateOf(now);
        var morning = ShanghaiTime.Moment(calendar.RollForward(today), From);
        return morning > now ? morning : ShanghaiTime.Moment(calendar.RollForward(today.AddDays(1)), From);
    }, stop);

    /// <summary>When the mails of a morning leave, UTC.</summary>
    internal static DateTimeOffset MomentOf(DateOnly day) => ShanghaiTime.Moment(day, From);

    private static IEnumerable<OutgoingMail> Mails(
        string letter, Stationery stationery, (JsonElement Said, AddressBook Book) known, DateTimeOffset now)
    {
        var today = ShanghaiTime.DateOf(now);
        var said = ChineseDate.Throughout(known.Said, ChineseDate.Long);
        var body = stationery.Template.Body.Render(said).Trim();
        MailParty[] to = [.. stationery.Template.To.SelectMany(known.Book.OfPost).DistinctBy(one => one.Address)];
        return to.Select(one => new OutgoingMail
        {
            Key = KeyOf(letter, today) + one.Address,
            Letter = letter,
            Recipient = one,
            ShownTo = [.. to],
            Subject = stationery.Template.Subject.Render(ChineseDate.Throughout(known.Said, ChineseDate.Short)).Trim(),
            Text = stationery.Text(said, body, link: false),
            Html = stationery.Html(said, body, link: false),
            SubjectKind = "Digest",
            SubjectId = new Guid(today.DayNumber, 0, 0, new byte[8]),
            NotBefore = now,
        });
    }

    private static string KeyOf(string letter, DateOnly today) =>
        string.Create(CultureInfo.InvariantCulture, $"{letter}:{today:yyyy-MM-dd}:");

    private static async Task<bool> IsSent(Tx tx, DateOnly today, CancellationToken stop) => await tx.QueryOne($"""
        SELECT EXISTS (SELECT FROM orchestrator.mail WHERE starts_with(key, {KeyOf("M-30", today)})
                       AND subject_id = {new Guid(today.DayNumber, 0, 0, new byte[8])})
        """, row => row.GetBoolean(0), stop);

    private static Task<JsonElement> Owed(Tx tx, DateOnly today, CancellationToken stop) => tx.QueryOne($"""
        WITH owed AS (
            SELECT unit.short_name AS unit, owed.due_on, owed.due_explanation, CASE owed.duty
                       WHEN 'SelfEvaluation' THEN '自评报告' WHEN 'RectificationPlan' THEN '整改方案'
                       WHEN 'FirstReport' THEN '整改情况报告'
                       WHEN 'ItemReport' THEN '问题' || item.number || '整改报告'
                       ELSE '督办单反馈' END AS duty
            FROM supervision.obligation AS owed
            JOIN supervision.unit AS unit ON unit.code = owed.unit_code
            LEFT JOIN supervision.problem_item AS item ON item.id = owed.item_id
            WHERE owed.state = 'Running' AND owed.due_on <= {today}
            ORDER BY owed.due_on, unit.code
        )
        SELECT jsonb_build_object(
            'today', {today}::date, 'officeContact', '督导办',
            'dueToday', coalesce((SELECT jsonb_agg(to_jsonb(one)) FROM (
                SELECT unit, duty FROM owed WHERE due_on = {today} LIMIT {Lines}) AS one), '[]'),
            'overdue', coalesce((SELECT jsonb_agg(to_jsonb(one)) FROM (
                SELECT unit, duty, due_on AS "dueOn", due_explanation AS explanation
                FROM owed WHERE due_on < {today} LIMIT {Lines}) AS one), '[]'),
            'dueTodayCount', (SELECT count(*) FROM owed WHERE due_on = {today}),
            'overdueCount', (SELECT count(*) FROM owed WHERE due_on < {today}))::text
        """, row => Json.Parse(row.GetString(0)), stop);

    private static Task<JsonElement> Office(
        Tx tx, DateOnly today, WorkCalendar calendar, CancellationToken stop) => tx.QueryOne($"""
        WITH office AS (
            SELECT task.title, task.due_on, coalesce(unit.short_name, '') AS unit, task.due_on < {today}
                       OR task.due_on IS NULL AND waits.since < CASE task.form
                           WHEN 'phone-unit' THEN {calendar.Add(today, new WorkingDays(-longestWaitOfCall.Count))}::date
                           ELSE {calendar.Add(today, new WorkingDays(-longestWait.Count))} END AS is_late,
                   coalesce(task.due_explanation, '未设期限，自' || waits.since || '起等待') AS explanation,
                   owner.name || '（' || CASE task.assignee_role
                       WHEN 'DepartmentReviewer' THEN '主管部门' WHEN 'TeamLeader' THEN '督导组长' WHEN 'CaseOfficer'
                       THEN '经办人' WHEN 'Verifier' THEN '核查人' WHEN 'ChiefInspector' THEN '总督学'
                       WHEN 'OfficeDirector' THEN '督导办主任' ELSE '教督委领导' END || '）' AS assignee
            FROM supervision.open_task AS task
            JOIN supervision.person AS owner ON owner.id = task.owner_person_id
            CROSS JOIN LATERAL (
                SELECT (task.created_at AT TIME ZONE 'Asia/Shanghai')::date AS since) AS waits
            LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
            LEFT JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
            WHERE task.state = 'Open' AND task.assignee_role NOT IN ('LiaisonOfficer', 'UnitHead')
            ORDER BY task.due_on, task.id
        )
        SELECT jsonb_build_object(
            'late', coalesce((SELECT jsonb_agg(to_jsonb(one)) FROM (
                SELECT title, unit, assignee, due_on AS "dueOn", explanation
                FROM office WHERE is_late LIMIT {Lines}) AS one), '[]'),
            'lateCount', (SELECT count(*) FROM office WHERE is_late),
            'waiting', (SELECT count(*) FROM office))::text
        """, row => Json.Parse(row.GetString(0)), stop);

    /// <summary>Plain replies since the same morning: they stand in their cases and nobody is asked (E-30).</summary>
    private static Task<JsonElement> Replies(Tx tx, DateOnly lastWorkday, CancellationToken stop) => tx.QueryOne($"""
        WITH came AS (
            SELECT subject, sender_address AS sender, taken_at
            FROM orchestrator.incoming_mail
            WHERE kind = 'Reply' AND taken_at >= {MomentOf(lastWorkday)}
        )
        SELECT jsonb_build_object(
            'repliesCount', (SELECT count(*) FROM came),
            'replies', coalesce((SELECT jsonb_agg(to_jsonb(one)) FROM (
                SELECT subject, sender FROM came ORDER BY taken_at DESC LIMIT {Lines}) AS one), '[]'))::text
        """, row => Json.Parse(row.GetString(0)), stop);

    /// <summary>What failed since the morning of the last working day: the digests before told of the rest.</summary>
    private static Task<JsonElement> Undelivered(Tx tx, DateOnly lastWorkday, CancellationToken stop) =>
        tx.QueryOne($"""
            WITH failed AS (
                SELECT letter, recipient_address AS address, coalesce(reply, '') AS error, settled_at
                FROM orchestrator.mail
                WHERE state IN ('Failed', 'Unknown') AND settled_at >= {MomentOf(lastWorkday)}
            )
            SELECT jsonb_build_object(
                'failedCount', (SELECT count(*) FROM failed),
                'failed', coalesce((SELECT jsonb_agg(to_jsonb(one)) FROM (
                    SELECT letter, address, error FROM failed ORDER BY settled_at DESC LIMIT {Lines}) AS one), '[]')
            )::text
            """, row => Json.Parse(row.GetString(0)), stop);
}
