using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>岗位: who holds which post today; somebody takes one, somebody leaves one.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class PostsModel(Database db, AssignPost assign, EndPost end, Visit visit) : PageModel
{
    /// <summary>The form as it was typed; it is shown again where it was refused.</summary>
    public sealed record Form(
        string? Name, string? Email, string? Phone, string? Role, string? Title, string? UnitCode);

    public Listed<PostListed> List { get; private set; } = new([], 0);
    public ImmutableArray<Problem> Problems { get; private set; } = [];
    public Form Typed { get; private set; } = new(null, null, null, null, null, null);

    public IEnumerable<(string Role, string Label)> Roles { get; } =
        AssignPost.Assignable.Select(role => (role.ToString(), RightTable.Label(role)));

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await db.InTransaction(tx => PostList.Of(tx, filter, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public async Task<IActionResult> OnPost(Form form, CancellationToken stop)
    {
        Typed = form;
        Problems = await assign.Run(new AssignPost.Request
        {
            Actor = visit.Actor,
            Name = form.Name ?? "",
            Email = form.Email ?? "",
            Phone = form.Phone,
            Role = Enum.TryParse<Role>(form.Role, out var role) ? role : Role.ExternalSystem,
            UnitCode = form.UnitCode,
            Title = form.Title ?? "",
        }, stop);
        return Problems.IsEmpty
            ? Done($"已登记{form.Name?.Trim()}任职；还没有账号的，请在“用户”中邀请。")
            : await OnGet(stop);
    }

    public async Task<IActionResult> OnPostEnd(Guid post, CancellationToken stop)
    {
        if (await end.Run(visit.Actor, post, stop) is not { } problem)
            return Done("已登记离任，其权限即时失效。");
        Problems = [problem];
        return await OnGet(stop);
    }

    private RedirectResult Done(string sentence)
    {
        TempData["Done"] = sentence;
        return Redirect("/posts");
    }

    private FileContentResult AsCsv() => CsvTable.Of(
        "岗位", ["姓名", "邮箱", "岗位", "职务", "单位", "任职日期"],
        List.Rows.Select(post => (IEnumerable<string?>)
            [post.Name, post.Email, post.Label, post.Title, post.Unit, Shown.On(post.From)]));
}
