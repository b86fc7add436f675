using System.Text.Json;
using Npgsql;
using Orchestrator.Runtime.Mail;

namespace Orchestrator.Runtime.Outbox;

/// <summary>A mail in the hands of a sender.</summary>
internal sealed record OutboxMail
{
    public required MailFact Fact { get; init; }
    public required MailShown Shown { get; init; }
    public required string Subject { get; init; }
    public required MailBody Body { get; init; }
    public required string MessageId { get; init; }

    /// <summary>Tries since it was queued or a person asked for it again, this one not counted.</summary>
    public required int Tries { get; init; }
    public required bool BySmtp { get; init; }
    public required Guid Thread { get; init; }

    /// <summary>The columns that <see cref="ReadFact"/> reads come first.</summary>
    public static OutboxMail Read(NpgsqlDataReader row) => new()
    {
        Fact = ReadFact(row),
        Shown = JsonSerializer.Deserialize(row.GetString(10), MailJson.Default.MailShown) ?? new MailShown([], []),
        Subject = row.GetString(11),
        Body = MailBody.Unpack(row.GetFieldValue<byte[]>(12)),
        MessageId = row.GetString(13),
        Tries = row.GetInt32(14),
        BySmtp = row.GetString(15) == "Smtp",
        Thread = row.GetGuid(16),
    };

    /// <summary>
    /// id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, reply, at.
    /// </summary>
    public static MailFact ReadFact(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Letter = row.GetString(1),
        SubjectKind = row.GetString(2),
        SubjectId = row.GetGuid(3),
        Task = row.IsDBNull(4) ? null : row.GetGuid(4),
        Recipient = new MailParty(row.GetString(5), row.GetString(6)),
        Route = row.GetInt16(7),
        Error = row.IsDBNull(8) ? null : row.GetString(8),
        At = row.GetFieldValue<DateTimeOffset>(9),
    };
}
