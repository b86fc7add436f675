using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>期限方案: every number with its class and range, and how it became what it is.</summary>
public sealed class TimersModel(Database db, RuleBook book, Visit visit) : PageModel
{
    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    [BindProperty(SupportsGet = true)]
    public string Profile { get; set; } = DeadlineProfile.StandardName;

    public IReadOnlyList<string> Profiles { get; private set; } = [];
    public int Version { get; private set; }
    public IReadOnlyList<TimerRule> Rules { get; private set; } = [];
    public IReadOnlyList<ProfileChange> History { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>The number whose change was refused.</summary>
    public string? Typed { get; private set; }

    /// <summary>The name of a new profile that was refused.</summary>
    public string? TypedName { get; private set; }

    public bool MayMake => RightTable.Check(visit.Actor, Act.ChangeTimers, new ScopeOf()) is null;

    public bool MayChange(TimerRule rule) => rule.RangeFrom is not null && ChangeTimer.May(visit.Actor, rule);

    public string NameOf(string key) => key is "system" or "安装程序" ? "系统" : names.GetValueOrDefault(key, key);

    public async Task<IActionResult> OnGet(CancellationToken stop) =>
        await db.InTransaction(tx => Read(tx, stop), stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPost(
        [FromServices] ChangeTimer change, string timer, string? values, string? reason, CancellationToken stop)
    {
        var numbers = (values ?? "").Split([' ', ',', '，', '、'], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var one)
                ? one : (int?)null).ToArray();
        var (version, problem) = numbers.Contains(null)
            ? (null, new Problem("CA011", timer, $"{timer}的数值应为整数，多个数值用空格分开，实为“{values}”；没有修改。"))
            : await change.Run(new ChangeTimer.Request
            {
                Actor = visit.Actor,
                Profile = Profile,
                Timer = new TimerId(timer),
                Values = [.. numbers.OfType<int>()],
                Reason = reason ?? "",
            }, stop);
        Typed = timer;
        return await Answer(version, problem, stop);
    }

    public async Task<IActionResult> OnPostMake(
        [FromServices] MakeProfile make, string? name, string? reason, CancellationToken stop)
    {
        var (version, problem) = await make.Run(
            new MakeProfile.Request(visit.Actor, name ?? "", Profile, reason ?? ""), stop);
        TypedName = name;
        return await Answer(version, problem, stop);
    }

    private async Task<IActionResult> Answer(ProfileVersion? version, Problem? problem, CancellationToken stop)
    {
        if (version is { } made)
        {
            TempData["Done"] = $"“{DeadlineProfile.LabelOf(made.Name)}”已有第{made.Number}版，以后开始、指明它的督导活动按它计算。";
            return Redirect($"/timers?profile={Uri.EscapeDataString(made.Name)}");
        }

        Problems = [problem!];
        return await OnGet(stop);
    }

    private async Task<bool> Read(Tx tx, CancellationToken stop)
    {
        if (await CurrentRules.Profile(tx, Profile, stop) is not { } version)
            return false;
        Profiles = await CurrentRules.Profiles(tx, stop);
        Version = version.Number;
        Rules = [.. (await book.ReadProfile(tx, version, stop)).Rules.Values.OrderBy(
            rule => rule.Id.Value, StringComparer.Ordinal)];
        History = await ChangeTimer.History(tx, version.Name, stop);
        names = await ActorNames.Of(tx, [.. History.Select(entry => entry.By)], stop);
        return true;
    }
}
