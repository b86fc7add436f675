using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>A form that no process asks: a person acts of their own accord.</summary>
public static class PostedAct
{
    /// <summary>What was typed, with everything that does not fit the form (SU061) at its field.</summary>
    public static FormView Read(FormDefinition form, IFormCollection posted) =>
        Read(form, FormSetting.Plain, posted);

    /// <summary>The same for a form whose choices depend on the object.</summary>
    public static FormView Read(FormDefinition form, FormSetting setting, IFormCollection posted)
    {
        var content = PostedForm.Content(form, posted);
        return FormView.Fresh(form, setting) with
        {
            Content = content,
            FilesGone = posted.Files.Count,
            Problems = AnswerCheck.Of(
                form, setting, new RawAnswer(posted["outcome"].ToString(), content, posted.Files.Count)),
        };
    }
}
