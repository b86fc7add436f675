using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>Who acts on instances and why, as their history keeps it.</summary>
internal static class OperationReason
{
    /// <summary>AP020 where it is missing or longer than 200 characters; else null.</summary>
    public static Problem? Check(string reason) => reason.Trim().Length is 0 or > 200
        ? new Problem("AP020", "reason", "请写明理由（1至200个字）；没有办理。理由保留在流程的经过里。")
        : null;

    public static By By(Actor actor, string reason) => new(actor.Key, reason.Trim())
    {
        Name = (actor as Actor.Official)?.Name,
    };
}
