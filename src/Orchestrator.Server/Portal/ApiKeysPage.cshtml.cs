using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>接口密钥 of other systems.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class ApiKeysPageModel(Database db, Visit visit) : PageModel
{
    public IReadOnlyList<ApiKeyRow> Keys { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>Shown once, on the answer to the request that made it.</summary>
    public string? Key { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        Keys = await ApiKeys.List(db, stop);
        return Page();
    }

    /// <summary>访问记录 as a table.</summary>
    public async Task<IActionResult> OnGetLog(Guid id, CancellationToken stop) => CsvTable.Of(
        "访问记录", ["时间", "方法", "地址"],
        (await ApiKeys.Accesses(db, id, stop)).Select(one => (IEnumerable<string?>)
            [Shown.At(one.At), one.Method, one.Path]));

    public async Task<IActionResult> OnPost(string? name, CancellationToken stop)
    {
        if (name?.Trim() is { Length: > 0 and <= 60 } trimmed)
            Key = await ApiKeys.Create(db, trimmed, visit.Actor, stop);
        else
            Problems = [new Problem("AU007", "name", "系统名称应为1至60个字；请填写后重新提交。")];
        return await OnGet(stop);
    }

    public async Task<IActionResult> OnPostRevoke(Guid id, CancellationToken stop)
    {
        if (await ApiKeys.Revoke(db, id, visit.Actor, stop))
            TempData["Done"] = "密钥已吊销，使用它的系统立即不能再访问。";
        return Redirect("/api-keys");
    }
}
