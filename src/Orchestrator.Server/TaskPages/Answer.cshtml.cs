using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.TaskPages;

/// <summary>What a link that leads nowhere says: nothing about the case, and what to do.</summary>
public sealed record NeutralPage(string Code, string Title, string Sentence)
{
    public string Advice => Code == "SU066"
        ? "怎么办：请使用最近一封邮件中的链接；如仍不能办理，请致电区教育督导办公室，由经办人核实后重新发送。"
        : "如需补充或更正，请致电区教育督导办公室。";

    /// <summary>Guessed, cut off, revoked or long over: all look alike from outside.</summary>
    public static readonly NeutralPage Unknown = new("SU066", "链接不能使用",
        "这个链接不存在、不完整，或者收件人已经变更、事项早已结束。");
}

/// <summary>
/// The unit's page behind the link of a mail. Looking changes nothing, so a scanner that follows the link has done
/// nothing; only a posted answer acts, once.
/// </summary>
[KnownLink]
[UploadLimit]
public sealed class AnswerModel(Database db, OpenLink links, AnswerTask answers) : PageModel
{
    public string Token { get; private set; } = "";
    public TaskSheet? Sheet { get; private set; }
    public Actor.Contact? Contact { get; private set; }
    public FormView? View { get; private set; }
    public AnswerReceipt? Receipt { get; private set; }

    /// <summary>What else the holder of the link is asked in this case.</summary>
    public IReadOnlyList<ContactTask> Others { get; private set; } = [];

    /// <summary>What was issued in this case, where its task has ended.</summary>
    public IReadOnlyList<CaseDocument> Documents { get; private set; } = [];
    public NeutralPage Neutral { get; private set; } = NeutralPage.Unknown;

    /// <summary>What was answered to the task, where it has ended so.</summary>
    public AnswerSheet? Answer { get; private set; }

    /// <summary>What else the unit answered in this case.</summary>
    public IReadOnlyList<ContactAnswer> Answered { get; private set; } = [];

    public string OutcomeLabel =>
        Sheet?.Form.Outcomes.FirstOrDefault((FormOutcome known) => known.Name == Receipt?.Outcome)?.Label
        ?? Receipt?.Outcome ?? "";

    public async Task<IActionResult> OnGet([FromRoute] string token, CancellationToken stop)
    {
        if (!await Open(token, stop))
            return Page();
        View = FormView.Fresh(Sheet!.Form, Sheet.Setting);
        if (Request.Query.ContainsKey(UploadLimitAttribute.TooLarge))
            View = View with { Problems = [Answering.TooLarge] };
        return Page();
    }

    public async Task<IActionResult> OnPost([FromRoute] string token, CancellationToken stop)
    {
        if (!await Open(token, stop))
            return Page();
        var step = await Answering.Run(answers, (Sheet!, Contact!), Request.Form, stop);
        View = step.View;
        Receipt = step.Receipt;

        // The answer may have opened the next task.
        Others = await links.Beside(Sheet!.Task.Id, Contact!, stop);
        return Page();
    }

    /// <summary>
    /// A document of the case that the task belongs to, and of no other; also after the task has ended, because a
    /// letter that was signed for is still to be read.
    /// </summary>
    public Task<IActionResult> OnGetDocument(string token, Guid document, CancellationToken stop) =>
        Sent(token, document, tx => CaseDocuments.File(tx, document, stop), stop);

    /// <summary>Its PDF copy, which any phone shows.</summary>
    public Task<IActionResult> OnGetPdf(string token, Guid document, CancellationToken stop) =>
        Sent(token, document, tx => CaseDocuments.Pdf(tx, document, stop), stop);

    /// <summary>What the unit itself handed in, and nothing of the team's.</summary>
    public async Task<IActionResult> OnGetFile(string token, Guid file, CancellationToken stop) =>
        (await Open(token, stop) ? Sheet!.Files : Answer?.Files ?? [])
            .FirstOrDefault(known => known.Id == file) is { } known
        && await db.InTransaction(tx => CaseFiles.Content(tx, known, stop), stop) is { } sent
            ? Downloads.Of(sent)
            : NotFound();

    private async Task<IActionResult> Sent(
        string token, Guid document, Func<Tx, Task<DocumentFile?>> read, CancellationToken stop) =>
        (await links.Documents(token, stop)).Any(known => known.Id == document)
        && await db.InTransaction(read, stop) is { } file
            ? Downloads.Of(file)
            : NotFound();

    private async Task<bool> Open(string token, CancellationToken stop)
    {
        Token = token;
        var opened = await links.Run(token, Request.Query["task"], stop);
        (Contact, Sheet, Others) = (opened.Contact, opened.Sheet, opened.Others);
        (Answer, Answered) = (opened.Answer, opened.Answered);
        if (Sheet is null)
            Documents = await links.Documents(token, stop);
        if (Sheet is null && opened.Ended is { } problem)
            Neutral = Ended(problem);
        Response.StatusCode = Sheet is not null ? 200 : Neutral == NeutralPage.Unknown ? 404 : 410;
        return Sheet is not null;
    }

    /// <summary>Somebody who only looks has submitted nothing that could be lost.</summary>
    private NeutralPage Ended(Problem problem) => new(problem.Code, "这件事不需要再办理",
        HttpMethods.IsPost(Request.Method) ? problem.Message : problem.Message.Split("，不能重复办理")[0].TrimEnd('。') + "。");
}
