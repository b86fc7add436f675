using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>
/// Who may open a page and post to it at all; how far the right reaches, its use case asks again. A page without it is
/// for whoever is signed in.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForHoldersOfAttribute(Act right) : Attribute, IAuthorizationFilter, IOrderedFilter
{
    public Act Right => right;

    /// <summary>Before anybody reads what was posted.</summary>
    public int Order => -2000;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (!context.HttpContext.RequestServices.GetRequiredService<Visit>().May(right))
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
    }
}
