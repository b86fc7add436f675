using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;

namespace Orchestrator.Server.Identity;

/// <summary>Who gave whom access: in the one audit of what people did, never with a secret.</summary>
internal static class IdentityAudit
{
    /// <param name="tx">The transaction of the act.</param>
    /// <param name="actor">As <c>Actor.Key</c> names them; <c>system</c> for the command line.</param>
    /// <param name="act">Invite, SetPassword, CreateApiKey, RevokeApiKey.</param>
    /// <param name="subject">The person or the key.</param>
    /// <param name="stop">The caller's.</param>
    public static Task Write(
        Tx tx, string actor, string act, (OperatorSubject Kind, Guid Id, string Name) subject,
        CancellationToken stop) => new OperatorAct
        {
            Actor = actor,
            Act = act,
            Kind = subject.Kind,
            Subject = subject.Id,
            Detail = Json.Of([KeyValuePair.Create("name", Json.Of(subject.Name))]),
        }.Write(tx, stop);
}
