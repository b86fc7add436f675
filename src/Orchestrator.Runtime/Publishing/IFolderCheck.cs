using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>
/// A check of a folder before it is published: does the form exist that the drawing names, can the template be read.
/// Errors stop the publication, warnings are recorded with it.
/// </summary>
public interface IFolderCheck
{
    IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition);
}
