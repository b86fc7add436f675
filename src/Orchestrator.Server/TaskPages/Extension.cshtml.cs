using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.TaskPages;

/// <summary>申请延期 behind the link of a report task: the unit asks, the date stays until somebody decides.</summary>
public sealed class ExtensionModel(Database db, OpenLink links, RequestExtension request) : PageModel
{
    /// <summary>The task whose date may be extended.</summary>
    public const string ReportForm = "rectification-report";

    public string Token { get; private set; } = "";
    public TaskSheet? Sheet { get; private set; }
    public IReadOnlyList<ExtensionListed> Asked { get; private set; } = [];

    /// <summary>Null where the link leads to no report that is still open.</summary>
    public FormView? View { get; private set; }

    public bool IsWaiting => Asked.Any(one => one.State == "Requested");

    public async Task<IActionResult> OnGet([FromRoute] string token, CancellationToken stop)
    {
        await Open(token, stop);
        return Page();
    }

    public async Task<IActionResult> OnPost([FromRoute] string token, CancellationToken stop)
    {
        if (await Open(token, stop) is not { Contact: { } contact })
            return Page();
        View = PostedAct.Read(View!.Form, Request.Form);
        if (!View.Problems.IsEmpty)
            return Page();
        var asked = new RequestExtension.Request(
            Sheet!.Task.Subject, View.Content.NumberOf("days")!.Value, View.Content.TextOf("reason")!, null);
        if (await request.Run(asked, contact, stop) is { } problem)
        {
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
            return Page();
        }

        return Redirect($"/t/{token}/extension?task={Sheet.Task.Id}");
    }

    /// <summary>Null where the link leads to no report that is still open.</summary>
    private async Task<OpenedLink?> Open(string token, CancellationToken stop)
    {
        Token = token;
        var opened = await links.Run(token, Request.Query["task"], stop);
        if (opened.Sheet is not { Task.Form: ReportForm } sheet)
        {
            Response.StatusCode = 404;
            return null;
        }

        Sheet = sheet;
        await db.InTransaction(async tx =>
        {
            Asked = await ExtensionList.Of(tx, sheet.Task.Subject, stop);
            View = FormView.Fresh(
                ActForms.Extension(await request.Terms(tx, sheet.Task.Subject, stop)), FormSetting.Plain);
        }, stop);
        return opened;
    }
}
