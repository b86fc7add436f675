using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Tests.Intake;

/// <summary>A reader of a mailbox on a test database, and what the subject heard of replies.</summary>
internal sealed class Reader : IIntakeDoor, IDisposable
{
    private readonly IntakeRun intake;

    public Reader(Database database, int port, string password = "secret", bool marks = false) =>
        intake = new IntakeRun(
            database, Settings(port) with { Password = password, MarksRead = marks }, this,
            NullLogger<IntakeRun>.Instance);

    public ConcurrentQueue<(IncomingMail Mail, MatchedTo To)> Replies { get; } = new();

    public static IntakeSettings Settings(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Security = MailSecurity.None,
        User = "dudao",
        Password = "secret",
    };

    public Task<int> Run() => intake.Run(TestContext.Current.CancellationToken);

    public Task<string> Replied(
        Tx tx, (Guid Id, IncomingMail Mail) taken, MatchedTo to, CancellationToken stop)
    {
        Replies.Enqueue((taken.Mail, to));
        return Task.FromResult("已存入案卷");
    }

    public void Dispose() => intake.Dispose();
}

/// <summary>Messages as they come in.</summary>
internal static class Messages
{
    /// <summary>A report by RFC 3464 about the mail of this Message-Id.</summary>
    public static string Report(string id, string recipient, string action, string status) => $"""
        From: MAILER-DAEMON@mail.example
        To: dudao@bureau.example
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        I'm sorry.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} mailbox gone

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{id}>
        Subject: x

        --b--

        """;

    /// <summary>A notice that only a person was meant to read.</summary>
    public static string Notice(string id, string recipient) => $"""
        From: Mail Delivery System <Mailer-Daemon@mail.example>
        To: dudao@bureau.example
        Subject: Mail delivery failed

        This message was created automatically by mail delivery software.

          {recipient}
            550 5.1.1 no such user

        ------ This is a copy of the message, including all the headers. ------

        Message-ID: <{id}>

        """;

    public static string Reply(string to, string headers = "", string text = "收到，我们下周报送。") => $"""
        From: =?UTF-8?B?5L+e5oyv5a6H?= <u1@school.example>
        To: dudao@bureau.example
        Subject: Re: notice
        In-Reply-To: <{to}>
        Message-ID: <{Guid.CreateVersion7():N}@school.example>
        {(headers.Length > 0 ? headers + "\n" : "")}MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {text}

        """;
}
