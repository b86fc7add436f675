using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>
/// A check of a folder before it is published: does the form exist that the drawing names, can the template be read.
/// Errors stop the publication, warnings are recorded with it.
/// </summary>
public interface IFolderCheck
{
    /// <summary>
    /// True where workflows that are used as activities count as drawn here: their forms, mails and documents are
    /// looked for beside the workflow that runs. False where they were checked when they were published themselves.
    /// </summary>
    bool LooksInside => true;

    IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition);
}
