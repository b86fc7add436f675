using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>S021, which misses its second order on 06-29 and is interviewed on 07-07 (§19).</summary>
internal static class InterviewsOfUnit
{
    /// <summary>On the morning on which the interview is proposed.</summary>
    public static async Task<RunningDistrict> Missed(int findings = 2)
    {
        var district = await LateReports.UnderOrder(findings);
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Answer(await district.TaskOf("order-sign"), "Signed", by: Role.ChiefInspector);
        await district.GoTo(RunningDistrict.At(6, 22, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 30, 10));
        return district;
    }

    /// <summary>Approved, and on 07-02 notified for 07-07.</summary>
    public static async Task ToTheNotice(RunningDistrict district)
    {
        await district.Answer(await district.TaskOf("interview-decision"), "Approved");
        await district.GoTo(RunningDistrict.At(7, 2, 10));
        await district.Answer(
            await district.TaskOf("interview-notice"), "Sent", await Notice(district, "2026-07-07"));
    }

    public static async Task<string> Notice(RunningDistrict district, string meetsOn, bool isStaffed = true)
    {
        var director = (await district.Official(Role.OfficeDirector)).Person;
        var officer = (await district.Official(Role.CaseOfficer)).Person;
        var inspector = (await district.Official(Role.Inspector)).Person;
        var others = isStaffed ? $"\"{officer}\",\"{inspector}\"" : $"\"{officer}\"";
        return $$"""
            {"interviewee":"俞校长","meetsOn":"{{meetsOn}}","meetsAt":"上午9:00","place":"督导办会议室","agenda":"整改情况",
             "presider":"{{director}}","staff":["{{director}}",{{others}}]}
            """;
    }

    /// <summary>Held on 07-07, with the last day of TM-29 promised.</summary>
    public static async Task Hold(RunningDistrict district)
    {
        await district.GoTo(RunningDistrict.At(7, 7, 16));
        await district.Answer(await district.TaskOf("interview-meeting"), "Held", Record(
            """[{"content":"公示作业","dueOn":"2026-07-10"},{"content":"全部整改","dueOn":"2026-07-17"}]"""));
    }

    public static string Record(string commitments) => $$"""
        {"attendees":"俞校长，姜云霞等","facts":"两项问题逾期","requirements":"限期整改","statement":"接受",
         "commitments":{{commitments}}}
        """;

    public static async Task File(RunningDistrict district)
    {
        await district.GoTo(RunningDistrict.At(7, 10, 10));
        await district.Answer(await district.TaskOf("interview-filing"), "Filed",
            """{"partyCommittee":"区委教育工作领导小组","government":"区人民政府"}""");
    }

    public static Task<string> State(RunningDistrict district) =>
        district.One<string>($"SELECT state FROM supervision.interview");

    public static Task<string> Due(RunningDistrict district, string form) => district.One<string>($"""
        SELECT due_on || ' ' || due_explanation FROM supervision.open_task WHERE form = {form} AND state = 'Open'
        """);
}
