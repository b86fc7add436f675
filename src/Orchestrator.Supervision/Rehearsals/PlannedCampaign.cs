using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Directory;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>
/// A campaign as somebody plans it who has said little of it: with what they said, and for the rest a notice within
/// the week, a visit of three days well after it, the first scheme of its line, and a team that need not stand back.
/// </summary>
public sealed class PlannedCampaign(RuleBook rules)
{
    /// <summary>From today to the notice, and from the notice to the first day on site.</summary>
    private static readonly (WorkingDays Notice, WorkingDays OnSite, WorkingDays Visit) Usual =
        (new(4), new(16), new(2));

    private static readonly ImmutableArray<string> Known =
    [
        "title", "line", "type", "basis", "scheme", "units", "noticeDate", "onSiteFrom", "onSiteTo", "team",
        "profile", "requestedBy", "selfEvaluation", "autoIssueOrders",
    ];

    /// <summary>The request, or RT192 for what was said and cannot be meant.</summary>
    public async Task<(CampaignRequest? Request, Problem? Problem)> Of(
        Tx tx, DateOnly today, ImmutableDictionary<string, string> said, CancellationToken stop)
    {
        if (said.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            return (null, Wrong(unknown, $"没有“{unknown}”这一项；可用：{string.Join('、', Known)}"));
        var wish = new Said(said);
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var line = wish.Choice("line", SupervisionLine.School);
        var units = wish.List("units");
        var notice = wish.Day("noticeDate", calendar.Add(today, Usual.Notice));
        var from = wish.Day("onSiteFrom", calendar.Add(notice, Usual.OnSite));
        var to = wish.Day("onSiteTo", calendar.Add(from, Usual.Visit));
        var request = new CampaignRequest
        {
            Title = said.GetValueOrDefault("title", "演示督导"),
            Line = line,
            Type = wish.Choice("type", CampaignType.Special),
            Basis = said.GetValueOrDefault("basis", "年度督导计划"),
            IndicatorScheme = said.GetValueOrDefault("scheme") ?? await Scheme(tx, line, units, stop) ?? "",
            UnitSelector = new UnitSelector { Codes = units },
            NoticeDate = notice,
            OnSiteFrom = from,
            OnSiteTo = to,
            Team = said.ContainsKey("team") ? wish.List("team") : await Team(tx, units, to, stop),
            DeadlineProfile = said.GetValueOrDefault("profile", DeadlineProfile.StandardName),
            RequestedBy = said.GetValueOrDefault("requestedBy", "演示"),
            SelfEvaluation = wish.YesNo("selfEvaluation"),
            AutoIssueOrders = wish.YesNo("autoIssueOrders"),
        };
        return wish.Problem is null ? (request, null) : (null, wish.Problem);
    }

    /// <summary>So many schools of compulsory education with contacts, by code.</summary>
    public static Task<IReadOnlyList<string>> Schools(Tx tx, int most, CancellationToken stop) => tx.Query($"""
        SELECT code
        FROM supervision.unit
        WHERE status = 'Active' AND category = 'School' AND supervising_unit_code IS NOT NULL
          AND EXISTS (SELECT FROM supervision.unit_contact WHERE unit_code = unit.code AND email IS NOT NULL)
        ORDER BY code
        LIMIT {most}
        """, row => row.GetString(0), stop);

    private static Problem Wrong(string where, string sentence) => new("RT192", where, sentence + "。");

    /// <summary>The first that is made for the kind of the first unit, else the first of the line.</summary>
    private static Task<string?> Scheme(
        Tx tx, SupervisionLine line, ImmutableArray<string> units, CancellationToken stop) => tx.QueryOne($"""
        SELECT scheme.code
        FROM supervision.indicator_scheme AS scheme
        LEFT JOIN supervision.unit AS unit ON unit.code = {units.FirstOrDefault()}
        WHERE scheme.line = {line.ToString()}
        ORDER BY (scheme.subject_type = unit.unit_type) IS NOT TRUE,
                 (scheme.subject_type = 'compulsory_school') IS NOT TRUE, scheme.code
        LIMIT 1
        """, row => row.GetString(0), stop);

    private static async Task<ImmutableArray<string>> Team(
        Tx tx, ImmutableArray<string> units, DateOnly until, CancellationToken stop) =>
    [
        .. await tx.Query($"""
            SELECT code
            FROM supervision.inspector
            WHERE status = 'Active' AND is_induction_trained AND certificate_no IS NOT NULL
              AND kind <> 'Expert' AND (term_end IS NULL OR term_end >= {until})
              AND NOT EXISTS (SELECT FROM supervision.recusal AS recusal
                              WHERE recusal.inspector_code = inspector.code
                                AND recusal.unit_code = ANY ({units.ToArray()}))
            ORDER BY code
            LIMIT 3
            """, row => row.GetString(0), stop),
    ];

    /// <summary>What was said, read as it is needed; the first that cannot be read is the problem.</summary>
    private sealed class Said(ImmutableDictionary<string, string> said)
    {
        public Problem? Problem { get; private set; }

        public ImmutableArray<string> List(string name) => said.TryGetValue(name, out var text)
            ? [.. text.Split([',', '，', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [];

        public DateOnly Day(string name, DateOnly otherwise) => Read(name, otherwise, "日期（如2026-05-27）",
            text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out var day)
                ? day : null);

        public bool YesNo(string name) => Read(name, true, "是或否", text => text switch
        {
            "是" => true,
            "否" => false,
            _ => null,
        });

        public T Choice<T>(string name, T otherwise)
            where T : struct, Enum => Read(name, otherwise, string.Join('、', Enum.GetNames<T>()),
                text => Enum.TryParse<T>(text, out var one) ? one : null);

        private T Read<T>(string name, T otherwise, string expected, Func<string, T?> read)
            where T : struct
        {
            if (!said.TryGetValue(name, out var text))
                return otherwise;
            var value = read(text);
            if (value is null)
                Problem ??= Wrong(name, $"“{name}”应为{expected}，实为“{text}”");
            return value ?? otherwise;
        }
    }
}
