using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>From the form of a campaign to the line of time of one of its units.</summary>
public sealed class CampaignStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_campaign_is_started_after_its_mistakes_are_named_approved_issued_and_followed()
    {
        var officer = await office.SignedIn(LiveServer.Officer);
        await officer.GetByRole(AriaRole.Link, new() { Name = "督导活动" }).First.ClickAsync();
        await officer.GetByRole(AriaRole.Link, new() { Name = "发起督导活动" }).ClickAsync();
        await Fill(officer, ("名称", "2026年春季食堂管理专项督导"), ("依据", "年度督导计划第三项"),
            ("通知日期", "2026-02-16"), ("现场督导开始", "2026-04-08"), ("现场督导结束", "2026-04-10"));
        await officer.GetByLabel("指标体系").SelectOptionAsync("DX-YW-2026");
        foreach (var inspector in new[] { "I001", "I003", "I004" })
            await officer.GetByLabel($"（{inspector}）").CheckAsync();
        await Submit(officer);

        await Expect(officer.GetByRole(AriaRole.Alert)).ToContainTextAsync("没有提交");
        await Expect(Field(officer, "通知日期")).ToContainTextAsync("2026-02-16已过（今天是2026-03-02）");
        await Expect(Field(officer, "单位")).ToContainTextAsync("实为0个");
        await Expect(officer.GetByLabel("名称")).ToHaveValueAsync("2026年春季食堂管理专项督导");

        await Fill(officer, ("通知日期", "2026-03-02"), ("在“单位”中查找", "第二小学"));
        await Expect(officer.GetByLabel("（S022）")).ToBeHiddenAsync();
        await officer.GetByLabel("云泽区第二小学（S021）").CheckAsync();
        await Fill(officer, ("在“单位”中查找", "S022"));
        await officer.GetByLabel("（S022）").CheckAsync();
        await Expect(officer.Locator("main")).ToContainTextAsync("已选 2 个");
        await Submit(officer);
        await Expect(officer.GetByRole(AriaRole.Status)).ToContainTextAsync("已提交审批");
        await Expect(officer.Locator("main")).ToContainTextAsync("审批督导方案 · 由督导办主任（姜云霞）办理");

        var director = await office.SignedIn(LiveServer.Director);
        await Decide(director, "方案", "批准");
        await Decide(director, "通知", "签发");

        await officer.ReloadAsync();
        await Expect(officer.GetByRole(AriaRole.Link, new() { Name = "专项督导的通知" })).ToBeVisibleAsync();
        await officer.GetByRole(AriaRole.Link, new() { Name = "第二小学" }).ClickAsync();
        var line = officer.GetByLabel("时间线");
        await Expect(line).ToContainTextAsync("签收督导通知");
        await Expect(line).ToContainTextAsync("由单位联络员（云泽区第二小学）办理");
        await Expect(line).ToContainTextAsync("期限");
        await Expect(line).ToContainTextAsync("印发");
    }

    private static async Task Decide(IPage page, string title, string button)
    {
        await page.GotoAsync("/signing");
        await page.Locator("main").GetByRole(AriaRole.Link).Filter(new() { HasText = title }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("已办理");
    }

    private static async Task Fill(IPage page, params (string Label, string Value)[] fields)
    {
        foreach (var (label, value) in fields)
            await page.GetByRole(AriaRole.Textbox, new() { Name = label }).Or(page.GetByLabel(label)).First
                .FillAsync(value);
    }

    private static ILocator Field(IPage page, string label) =>
        page.Locator(".field.is-wrong").Filter(new() { HasText = label });

    private static Task Submit(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "提交审批" }).ClickAsync();
}
