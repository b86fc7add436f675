using System.Collections.Concurrent;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>A subject that gives each task a link and remembers what it was told.</summary>
internal sealed class RecordingDoor : IMailDoor
{
    public ConcurrentQueue<MailFact> Arrived { get; } = new();
    public ConcurrentQueue<MailFact> Failed { get; } = new();

    /// <summary>Tasks that have ended: no link for them.</summary>
    public ConcurrentDictionary<Guid, bool> Ended { get; } = new();

    /// <summary>Local parts about which the subject cannot be told at the moment.</summary>
    public ConcurrentDictionary<string, bool> Deaf { get; } = new();

    public static string LinkOf(Guid task) => $"https://dudao.example/t/{task:N}?a=1&b=2";

    /// <summary>What does not leave, by the local part of its address.</summary>
    public ConcurrentDictionary<string, Held> Holds { get; } = new();

    public Task<IReadOnlyDictionary<Guid, Held>> Hold(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<Guid, Held>>(mails
            .Where(mail => Holds.ContainsKey(mail.Recipient.Address.Split('@')[0]))
            .ToDictionary(mail => mail.Id, mail => Holds[mail.Recipient.Address.Split('@')[0]]));

    public Task<IReadOnlyDictionary<Guid, string>> Links(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<Guid, string>>(mails
            .Where(mail => mail.Task is { } task && !Ended.ContainsKey(task))
            .ToDictionary(mail => mail.Id, mail => LinkOf(mail.Task!.Value)));

    public Task Open(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) => Task.CompletedTask;

    public Task HandedOver(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) => Hear(mails, Arrived);

    public Task Undeliverable(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) => Hear(mails, Failed);

    private Task Hear(IReadOnlyList<MailFact> mails, ConcurrentQueue<MailFact> into)
    {
        if (mails.Any(mail => Deaf.ContainsKey(mail.Recipient.Address.Split('@')[0])))
            throw new InvalidOperationException("the subject cannot be told");
        foreach (var mail in mails)
            into.Enqueue(mail);
        return Task.CompletedTask;
    }
}
