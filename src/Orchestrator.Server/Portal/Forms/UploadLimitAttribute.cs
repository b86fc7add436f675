using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>
/// Lets a form with files in up to the bound, and leads back to the page with a sentence where it is larger. It runs
/// before the antiforgery check, because that one reads the form.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UploadLimitAttribute(long most = PostedFiles.MostBytes)
    : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    /// <summary>Bytes of the whole form.</summary>
    public long Most => most;

    /// <summary>In the query of the page that says it.</summary>
    public const string TooLarge = "too-large";

    public int Order => -1000;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (!request.HasFormContentType)
            return;
        if (context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most;
        if (request.ContentLength > most || !await Fits(request))
            context.Result = new LocalRedirectResult(
                $"{request.PathBase}{request.Path}{request.QueryString.Add(TooLarge, "1")}");
    }

    private async Task<bool> Fits(HttpRequest request)
    {
        try
        {
            await request.ReadFormAsync(
                new FormOptions { MultipartBodyLengthLimit = most },
                request.HttpContext.RequestAborted);
            return true;
        }
        catch (BadHttpRequestException)
        {
            return false;
        }
        catch (InvalidDataException)
        {
            // A form without parts is too small for that: its text cannot be read, which the next filter says.
            return request.GetMultipartBoundary().Length == 0;
        }
    }
}
