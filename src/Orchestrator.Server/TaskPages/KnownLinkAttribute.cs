using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.TaskPages;

/// <summary>
/// What is posted behind a link that nobody was given is not read: files are large, and strangers many. It runs before
/// the form is read, and leads to the page that says so.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KnownLinkAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    public int Order => -2000;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method))
            return;
        var services = context.HttpContext.RequestServices;
        var (token, now) = (request.RouteValues["token"] as string ?? "", services.GetRequiredService<Visit>().Now);
        var stop = context.HttpContext.RequestAborted;
        if (await services.GetRequiredService<Database>()
            .InTransaction(tx => TaskLinks.Find(tx, token, now, stop), stop) is null)
            context.Result = new LocalRedirectResult($"{request.PathBase}{request.Path}");
    }
}
