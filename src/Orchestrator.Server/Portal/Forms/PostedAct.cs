using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>A form that no process asks: a person acts of their own accord.</summary>
public static class PostedAct
{
    /// <summary>What was typed, with everything that does not fit the form (SU061) at its field.</summary>
    public static FormView Read(FormDefinition form, IFormCollection posted)
    {
        var content = PostedForm.Content(form, posted);
        return FormView.Fresh(form, FormSetting.Plain) with
        {
            Content = content,
            Problems = AnswerCheck.Of(
                form, FormSetting.Plain, new RawAnswer(posted["outcome"].ToString(), content, posted.Files.Count)),
        };
    }
}
