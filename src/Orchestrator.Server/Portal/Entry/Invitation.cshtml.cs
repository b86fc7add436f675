using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Server.Identity;

namespace Orchestrator.Server.Portal.Entry;

/// <summary>The one-time link of an invitation: a password is set, and the link is used up.</summary>
public sealed class InvitationModel(Accounts accounts) : PageModel
{
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public void OnGet()
    {
        // Looking uses nothing up: a mail scanner may follow the link first.
    }

    public async Task<IActionResult> OnPost(
        [FromRoute] string token, string? password, string? again, CancellationToken stop)
    {
        var problem = password == again
            ? await accounts.Accept(token, password ?? "", stop)
            : new Problem("AU004", "again", "两次输入的密码不一致；请重新输入。");
        if (problem is not null)
        {
            Problems = [problem];
            return Page();
        }

        TempData["Done"] = "密码已设置，请登录。";
        return Redirect("/sign-in");
    }
}
