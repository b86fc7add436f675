using Orchestrator.Runtime.Storage;

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
        Tx tx, string actor, string act, (string Kind, Guid Id, string Name) subject, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.audit_entry (at, actor, act, subject_kind, subject_id, detail)
            VALUES (orchestrator.business_now(), {actor}, {act}, {subject.Kind}, {subject.Id},
                    jsonb_build_object('name', {subject.Name}::text))
            """, stop);
}
