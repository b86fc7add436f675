using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Server.Identity;

namespace Orchestrator.Server.Portal.Entry;

/// <summary>登录 with address and password.</summary>
public sealed class SignInModel(Accounts accounts) : PageModel
{
    public string Email { get; private set; } = "";
    public string? ReturnUrl { get; private set; }
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public void OnGet(string? returnUrl) => ReturnUrl = returnUrl;

    public async Task<IActionResult> OnPost(
        string? email, string? password, string? returnUrl, CancellationToken stop)
    {
        (Email, ReturnUrl) = (email ?? "", returnUrl);
        var (person, problem) = await accounts.SignIn(Email, password ?? "", stop);
        if (person is null)
        {
            Problems = [problem!];
            return Page();
        }

        await HttpContext.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, Session.Begin(person));

        // Only back into our own pages: a link from elsewhere cannot send somebody on after they signed in. No header
        // takes other letters, and our own addresses come encoded.
        return LocalRedirect(Url.IsLocalUrl(returnUrl) && Ascii.IsValid(returnUrl) ? returnUrl : "/");
    }
}
