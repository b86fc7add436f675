using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Orchestrator.Engine;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal;

/// <summary>
/// The one door for text that reaches a page: what cannot be kept is a sentence, before any handler sees it. What the
/// fields of a <see cref="FormDefinition"/> hold, the check of the form names at its place.
/// </summary>
public sealed class PlainFields : IAsyncAuthorizationFilter, IOrderedFilter
{
    /// <summary>After a large form was let in, and before the antiforgery check reads it.</summary>
    public int Order => -500;

    /// <summary>What the page of the error says instead of its own sentence; null: nothing.</summary>
    public static Problem? Said(HttpContext context) => context.Items[typeof(PlainFields)] as Problem;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        // The page of an error comes with the same form once more, and reads no field of it.
        if (context.HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || context.HttpContext.Features.Get<IExceptionHandlerFeature>() is not null)
            return;
        var (status, problem) = await Refusal(context.HttpContext.Request);
        if (status == StatusCodes.Status200OK)
            return;
        context.HttpContext.Items[typeof(PlainFields)] = problem;
        context.Result = new StatusCodeResult(status);
    }

    private static async Task<(int Status, Problem? Problem)> Refusal(HttpRequest request)
    {
        try
        {
            var posted = HttpMethods.IsPost(request.Method)
                ? await request.ReadFormAsync(request.HttpContext.RequestAborted)
                : FormCollection.Empty;
            var other = request.Query.Concat(posted)
                .Where(field => !field.Key.StartsWith(PostedForm.Prefix, StringComparison.Ordinal))
                .SelectMany(field => field.Value.Select(text => (field.Key, Text: text ?? "")))
                .Concat(request.RouteValues.Select(part => (part.Key, Text: part.Value as string ?? "")))
                .FirstOrDefault(field => !PlainText.Is(field.Text));
            return other.Key is null
                ? (StatusCodes.Status200OK, null)
                : (StatusCodes.Status400BadRequest, Other(other));
        }
        catch (BadHttpRequestException refused)
        {
            return (refused.StatusCode, null);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException)
        {
            return (StatusCodes.Status400BadRequest, new Problem("AP001", "form",
                "提交的表单不能读取：不是从页面提交的，字段太多，或者文字中有空字符；什么也没有保存。请返回上一页，改正后重新提交。"));
        }
    }

    private static Problem Other((string Name, string Text) field) => new("AP001", field.Name, string.Create(
        CultureInfo.InvariantCulture,
        $"“{field.Name}”的第{PlainText.PlaceOfOther(field.Text)}个字符不能显示，也不能保存，可能是粘贴时带来的；什么也没有保存。"
        + $"请返回上一页，删除后重新提交。"));
}
