using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Server.Tour;

/// <summary>The second half: reports, reminders and the two orders, with E-01, E-02 and E-03.</summary>
internal sealed class AfterTheLetter(District district, UnitDoor door, Comparison compare)
{
    private static readonly object Agreed = new { outcome = "Agreed", content = new { opinion = "同意。" } };
    private static readonly object Rectified = new
    {
        outcome = "Rectified",
        content = new { method = "Desk", opinion = "佐证材料齐全，整改到位。" },
    };

    private readonly CaseDates dates = new(district, compare);
    private readonly IssuedPapers papers = new(district, compare);

    public required School Silent { get; init; }
    public required School Prompt { get; init; }
    public required School Late { get; init; }
    public required School Partial { get; init; }
    public required School LastMinute { get; init; }

    public async Task Play(CancellationToken stop)
    {
        await InTime(stop);
        await DayBeforeTheOrder(stop);
        await FirstOrders(stop);
        await AnswersUnderOrder(stop);
        await SecondOrders(stop);
        await Numbers(stop);
        compare.Chapter("十一、邮件的主送和抄送");
        var recipients = new Recipients(district, compare);
        var first = Head((await district.Orders(Silent, stop))[0], "number")!;
        await recipients.OfSilent(Silent, "第一小学", first, stop);
        await recipients.OfPrompt(Prompt, "第二小学", stop);
    }

    private async Task InTime(CancellationToken stop)
    {
        await district.GoTo("2026-05-19 10:00", stop);
        compare.Chapter("六、按期整改：第二小学");
        await Report(Prompt, [1, 2], stop);
        await district.Answer(District.Department, "department-review", Prompt, Agreed, stop);
        var open = await district.Tasks(District.Officer, "verification", Prompt, stop);
        await Verify(open[0], new
        {
            outcome = "Incomplete",
            content = new { method = "Desk", opinion = "缺少公示照片，请补充。" },
        }, stop);
        await Verify(open[1], Rectified, stop);
        var again = (await district.Case(Prompt, stop)).GetProperty("waits").EnumerateArray().Single();
        compare.Day("材料不足，退回补正", "2026-05-26", again.GetProperty("dueOn").GetString(),
            again.GetProperty("dueExplanation").GetString());
        await district.GoTo("2026-05-21 10:00", stop);
        await Report(Prompt, [1], stop, again: true);
        await district.Answer(District.Department, "department-review", Prompt, Agreed, stop);
        await district.Answer(District.Officer, "verification", Prompt, Rectified, stop);
        await Ended(Prompt, "Closed、Closed", "Completed", stop);
    }

    private async Task DayBeforeTheOrder(CancellationToken stop)
    {
        await district.GoTo("2026-05-29 15:00", stop);
        compare.Chapter("七、提醒、逾期告知，督办单前一天报送（E-01：金泉街道中心小学）");
        await Reminders("到期提醒", "2026年5月27日", ["2026-05-18", "2026-05-22", "2026-05-26", "2026-05-27"], stop);
        await dates.Happened("逾期告知", Silent, "NotifyOverdue", "2026-05-28", stop);
        compare.Same("逾期告知邮件", ["2026-05-28"], await Sent("M-15", "2026年5月27日", stop));
        await Report(LastMinute, [1, 2], stop);
        await district.Answer(District.Department, "department-review", LastMinute, Agreed, stop);
        await district.GoTo("2026-06-02 10:00", stop);
        compare.Same("督办单", [], (await district.Orders(LastMinute, stop)).Select(order => Head(order, "number")!));
        await district.Answer(District.Officer, "verification", LastMinute, Rectified, stop);
        await Ended(LastMinute, "Closed、Closed", "Completed", stop);
    }

    private async Task FirstOrders(CancellationToken stop)
    {
        compare.Chapter("八、督办单");
        await dates.Happened("逾期仍未报送，须督办", Silent, "OpenFirstOrder", "2026-06-01", stop);
        foreach (var school in new[] { Silent, Late, Partial })
        {
            var order = (await district.Orders(school, stop)).Single();
            compare.Day($"{Head(order, "unit")}督办单印发，{Head(order, "number")}，列{Items(order)}个问题",
                "2026-06-01", Head(order, "issuedOn"));
            await door.Answer(school, "督办单", new("Received"), stop);
        }

        await dates.Happened("督办单签收", Silent, "Acknowledge", "2026-06-02", stop);
        await papers.FirstOrder(Silent, [1, 2], stop);
        await papers.FirstOrder(Partial, [1, 2, 3, 4, 5], stop);
        var due = (await district.Orders(Silent, stop))[0];
        compare.Day("督办单办结时限", "2026-06-17", Head(due, "dueOn"), Head(due, "dueExplanation"));
    }

    private async Task AnswersUnderOrder(CancellationToken stop)
    {
        await district.GoTo("2026-06-05 10:00", stop);
        compare.Chapter("九、督办单发出后报送（E-02：第三小学），五个问题改了三个（E-03：第四小学）");
        await Report(Late, [1, 2], stop);
        await district.Answer(District.Department, "department-review", Late, Agreed, stop);
        await district.Answer(District.Officer, "verification", Late, Rectified, stop);
        await Ended(Late, "Closed、Closed", "Completed", stop);
        var order = (await district.Orders(Late, stop)).Single();
        compare.Same("督办单", "Closed ResolvedUnderOrder", $"{Head(order, "state")} {Head(order, "endReason")}");

        await district.GoTo("2026-06-08 15:00", stop);
        await Report(Partial, [1, 2, 3], stop);
        await district.Answer(District.Department, "department-review", Partial, Agreed, stop);
        await district.Answer(District.Officer, "verification", Partial, Rectified, stop);
        await Ended(Partial, "Closed、Closed、Closed、InRectification、InRectification", "Rectifying", stop);
    }

    private async Task SecondOrders(CancellationToken stop)
    {
        await district.GoTo("2026-06-18 10:00", stop);
        compare.Chapter("十、二次督办");
        await Reminders("督办单到期提醒", "2026年6月17日",
            ["2026-06-08", "2026-06-12", "2026-06-16", "2026-06-17"], stop);
        await dates.Happened("督办单到期未办结，须二次督办", Silent, "OpenSecondOrder", "2026-06-18", stop);
        await district.Answer(District.Chief, "order-sign", null, new { outcome = "Signed" }, stop);
        await district.GoTo("2026-06-22 10:00", stop);
        foreach (var school in new[] { Silent, Partial })
        {
            var second = (await district.Orders(school, stop))[^1];
            compare.Day($"{Head(second, "unit")}第二次督办单印发，{Head(second, "number")}，列{Items(second)}个问题",
                "2026-06-18", Head(second, "issuedOn"));
            await door.Answer(school, "督办单", new("Received"), stop);
        }

        await dates.Happened("第二次督办单签收", Silent, "Acknowledge", "2026-06-22", stop);
        var due = (await district.Orders(Silent, stop))[^1];
        compare.Day("第二次督办单办结时限", "2026-06-29", Head(due, "dueOn"), Head(due, "dueExplanation"));
        await papers.SecondOrder(Silent, [1, 2], stop);
        await papers.SecondOrder(Partial, [4, 5], stop);
        await district.GoTo("2026-06-30 10:00", stop);
    }

    /// <summary>Five orders were issued: no number is missing, none is used twice.</summary>
    private async Task Numbers(CancellationToken stop)
    {
        var numbers = new List<string>();
        foreach (var school in new[] { Silent, Prompt, Late, Partial, LastMinute })
            numbers.AddRange((await district.Orders(school, stop)).Select(order => Head(order, "number")!));
        compare.Same("督办单文号", Enumerable.Range(1, 5).Select(place => $"云教督办〔2026〕{place}号"), numbers);
    }

    private async Task Report(School school, int[] items, CancellationToken stop, bool again = false)
    {
        foreach (var item in items)
            await door.Answer(school, $"（问题{item}）", new("Reported",
                ("content", again ? "已补充公示照片。" : "已按要求整改，制度和记录附后。"), ("signedByHead", "校长"))
            { Files = [("佐证材料.pdf", Paper.Pdf("佐证材料"))] }, stop);
    }

    private Task<JsonElement> Verify(JsonElement task, object verdict, CancellationToken stop) => district.Post(
        District.Officer, $"/api/v1/tasks/{task.GetProperty("id").GetString()}/answer", verdict, stop);

    private async Task Ended(School school, string items, string state, CancellationToken stop)
    {
        compare.Same($"{school.Part}：问题", items, string.Join(
            '、', (await district.Items(school, stop)).Select(item => item.GetProperty("state").GetString())));
        compare.Same("　　单位督导", state,
            (await district.Case(school, stop)).GetProperty("head").GetProperty("state").GetString());
    }

    /// <summary>The days on which the silent school was reminded of something that falls due on that day.</summary>
    private async Task Reminders(string step, string dueOn, string[] expected, CancellationToken stop) =>
        compare.Same($"{step}（到期前7、3、1个工作日和到期当日）", expected,
            (await Sent("M-10", dueOn, stop)).Concat(await Sent("M-11", dueOn, stop)));

    private async Task<IReadOnlyList<string>> Sent(string letter, string dueOn, CancellationToken stop)
    {
        var days = new List<string>();
        foreach (var listed in await district.Mails(Silent.Liaison, stop))
        {
            if (listed.GetProperty("letter").GetString() == letter && (await district.Mail(listed, stop))
                .GetProperty("text").GetString()!.Contains(dueOn, StringComparison.Ordinal))
                days.Add(District.DayOf(listed.GetProperty("settledAt").GetDateTimeOffset()));
        }

        return days;
    }

    private static string? Head(JsonElement order, string name) =>
        order.GetProperty("order").GetProperty(name).GetString();

    private static string Items(JsonElement order) =>
        order.GetProperty("items").GetArrayLength().ToString(CultureInfo.InvariantCulture);
}
