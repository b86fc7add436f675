using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>期限方案: every number with its class and range, and how it became what it is.</summary>
public sealed class TimersModel(Database db, RuleBook book, ChangeTimer change, Visit visit) : PageModel
{
    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    public int Version { get; private set; }
    public IReadOnlyList<TimerRule> Rules { get; private set; } = [];
    public IReadOnlyList<ProfileChange> History { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>The number whose change was refused.</summary>
    public string? Typed { get; private set; }

    public bool MayChange(TimerRule rule) => rule.RangeFrom is not null && ChangeTimer.May(visit.Actor, rule);

    public string NameOf(string key) => key is "system" or "安装程序" ? "系统" : names.GetValueOrDefault(key, key);

    public async Task OnGet(CancellationToken stop) => await db.InTransaction(async tx =>
    {
        if (await CurrentRules.Profile(tx, DeadlineProfile.StandardName, stop) is not { } version)
            return;
        Version = version.Number;
        Rules = [.. (await book.ReadProfile(tx, version, stop)).Rules.Values.OrderBy(
            rule => rule.Id.Value, StringComparer.Ordinal)];
        History = await ChangeTimer.History(tx, version.Name, stop);
        names = await ActorNames.Of(tx, [.. History.Select(entry => entry.By)], stop);
    }, stop);

    public async Task<IActionResult> OnPost(string timer, string? values, string? reason, CancellationToken stop)
    {
        var numbers = (values ?? "").Split([' ', ',', '，', '、'], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var one)
                ? one : (int?)null).ToArray();
        var (version, problem) = numbers.Contains(null)
            ? (null, new Problem("CA011", timer, $"{timer}的数值应为整数，多个数值用空格分开，实为“{values}”；没有修改。"))
            : await change.Run(new ChangeTimer.Request
            {
                Actor = visit.Actor,
                Profile = DeadlineProfile.StandardName,
                Timer = new TimerId(timer),
                Values = [.. numbers.OfType<int>()],
                Reason = reason ?? "",
            }, stop);
        if (version is { } made)
        {
            TempData["Done"] = $"已成为第{made.Number}版，以后开始的督导活动按新数值计算。";
            return Redirect("/timers");
        }

        (Problems, Typed) = ([problem!], timer);
        await OnGet(stop);
        return Page();
    }
}
