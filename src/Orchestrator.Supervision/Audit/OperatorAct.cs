using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Audit;

/// <summary>What an act can concern that is no case; stored by these names.</summary>
public enum OperatorSubject
{
    Unit, Person, ApiKey, Instance, Mail, Clock, Document, AllowedMail, Journal, Definition, Migration,
}

/// <summary>操作日志 of what concerns no case: a contact, an account, an instance, a mail, the training,
/// the journal.</summary>
public sealed record OperatorAct
{
    /// <summary>As <c>Actor.Key</c> names them; <c>system</c> for the command line and for jobs.</summary>
    public required string Actor { get; init; }
    public required string Act { get; init; }
    public required OperatorSubject Kind { get; init; }
    public required Guid Subject { get; init; }

    /// <summary>What else a reader needs years later; never a secret.</summary>
    public JsonElement Detail { get; init; } = Json.EmptyObject;

    public Task Write(Tx tx, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.audit_entry (at, actor, act, subject_kind, subject_id, detail)
        VALUES (orchestrator.business_now(), {Actor}, {Act}, {Kind.ToString()}, {Subject},
                {Detail.GetRawText()}::jsonb)
        """, stop);
}
