using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>What a posted form came to: a receipt, or the form once more.</summary>
public sealed record AnswerStep(AnswerReceipt? Receipt, FormView View);

/// <summary>How a posted form reaches <see cref="AnswerTask"/>, the same behind a session and behind a link.</summary>
public static class Answering
{
    public static readonly Problem TooLarge = new("SU065", "files",
        $"上传的内容合计超过{PostedFiles.MostBytes / 1024 / 1024} MB，什么也没有保存；请压缩文件，或减少文件后重新提交。");

    public static async Task<AnswerStep> Run(
        AnswerTask answers, (TaskSheet Sheet, Actor Actor) opened, IFormCollection posted, CancellationToken stop)
    {
        var sheet = opened.Sheet;
        if (PostedForm.AfterRowButton(sheet.Form, posted) is { } changed)
            return new AnswerStep(null, View(sheet, changed, []) with { FilesGone = posted.Files.Count });
        var content = PostedForm.Content(sheet.Form, posted);
        var answered = await answers.Run(new AnswerTask.Request
        {
            Task = sheet.Task.Id,
            Actor = opened.Actor,
            Outcome = posted["outcome"].ToString(),
            Content = content,
            Files = await PostedFiles.Read(posted, stop),
        }, stop);
        return new AnswerStep(
            answered.Receipt, View(sheet, content, answered.Problems) with { FilesGone = posted.Files.Count });
    }

    private static FormView View(TaskSheet sheet, JsonElement content, ImmutableArray<Problem> problems) => new()
    {
        Form = sheet.Form,
        Setting = sheet.Setting,
        Content = content,
        Problems = problems,
    };
}
