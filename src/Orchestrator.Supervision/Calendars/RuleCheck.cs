using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// Before a folder is published: each deadline that a drawing names is one of the standard profile. A misspelt one
/// would stop every case of the new version at that step (SU102).
/// </summary>
public sealed class RuleCheck : IFolderCheck
{
    private static readonly string[] Inputs = ["dueRule", "rule"];

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
        from activity in definition.Root.WithAll()
        from input in Inputs
        where activity.Type.StartsWith("Supervision.", StringComparison.Ordinal)
        let named = activity.Literal(input)
        where named is { Length: > 0 } && !StandardProfile.Shipped.Rules.ContainsKey(new TimerId(named))
        select new Problem("SU102", activity.Id.Value,
            $"步骤“{activity.Id}”引用的期限“{named}”不在期限方案中；请改为“期限方案”页面所列的编号，如TM-22。");
}
