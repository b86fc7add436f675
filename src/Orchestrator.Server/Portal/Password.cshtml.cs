using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Server.Identity;

namespace Orchestrator.Server.Portal;

/// <summary>修改密码: one's own, with the one in use.</summary>
public sealed class PasswordModel(Accounts accounts, Visit visit) : PageModel
{
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public void OnGet()
    {
        // The page asks for passwords and shows nothing.
    }

    public async Task<IActionResult> OnPost(string? old, string? password, string? again, CancellationToken stop)
    {
        var problem = password == again
            ? await accounts.ChangePassword(visit.Actor, old ?? "", password ?? "", stop)
            : new Problem("AU004", "again", "两次输入的密码不一致；请重新输入。");
        if (problem is not null)
        {
            Problems = [problem];
            return Page();
        }

        // The session was of the old password.
        TempData["Done"] = "密码已修改，请用新密码登录。";
        return Redirect("/sign-in");
    }
}
