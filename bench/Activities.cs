using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Bench;

/// <summary>Opens a task, sends its mail and waits for the answer or the due date, as the office's tasks do.</summary>
internal sealed class Ask : ILedgerActivity
{
    public ActivityDescription Description { get; } = Of("Bench.Ask");

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var ids = calls.Select(call => Guid.CreateVersion7(call.Now)).ToArray();
        var instances = calls.Select(call => call.Instance.Value).ToArray();
        var bookmarks = calls.Select(call => call.Bookmark.Value).ToArray();
        var dues = calls.Select(call => call.Now + Due.Patience).ToArray();
        await tx.Execute($"""
            INSERT INTO bench.task (id, instance_id, bookmark, title, due_at)
            SELECT asked.id, asked.instance_id, asked.bookmark, '2026年春季开学检查通知送达签收', asked.due_at
            FROM unnest({ids}, {instances}, {bookmarks}, {dues}) AS asked (id, instance_id, bookmark, due_at)
            """, stop);
        await MailRoom.Queue(tx, [.. calls.Zip(ids, (call, id) => Letters.Of(call, "M-02", id))], stop);
        return [.. calls.Zip(ids, (call, id) => Waits(call, id, Due.Patience))];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop)
    {
        var instances = waits.Select(wait => wait.Instance.Value).ToArray();
        var bookmarks = waits.Select(wait => wait.Bookmark.Value).ToArray();
        return tx.Execute($"""
            UPDATE bench.task
            SET state = 'Lapsed'
            FROM unnest({instances}, {bookmarks}) AS ended (instance_id, bookmark)
            WHERE task.instance_id = ended.instance_id AND task.bookmark = ended.bookmark AND task.state = 'Open'
            """, stop);
    }

    internal static ActivityDescription Of(string type) => new()
    {
        Type = type,
        DisplayName = type,
        Category = "Bench",
        Description = type,
        MayWait = true,
    };

    internal static EffectOutcome Waits(LedgerCall call, Guid id, TimeSpan patience) => new EffectOutcome.Waits(
        new Stimulus.Ledger("task", id.ToString("N"), call.Now + patience),
        ImmutableDictionary<string, System.Text.Json.JsonElement>.Empty);
}

/// <summary>The step that a due timer runs: a mail, and the next date to wait for.</summary>
internal sealed class Remind : ILedgerActivity
{
    public ActivityDescription Description { get; } = Ask.Of("Bench.Remind");

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        await MailRoom.Queue(tx, [.. calls.Select(call => Letters.Of(call, "M-16", null))], stop);
        return [.. calls.Select(call => Ask.Waits(call, call.Instance.Value, Due.Long))];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;
}

/// <summary>How long an instance of the bench waits.</summary>
internal static class Due
{
    public static readonly TimeSpan Long = TimeSpan.FromDays(10);

    /// <summary>Of the first wait: short where the timers are what is measured.</summary>
    public static TimeSpan Patience { get; set; } = Long;
}

/// <summary>A mail of the usual size to one recipient.</summary>
internal static class Letters
{
    private const string Text = """
        某某学校：

        根据《教育督导条例》和本年度督导工作安排，现就春季开学检查通知如下。请于期限内通过以下链接签收，并按通知所附清单准备材料。
        如有疑问，请与督导办联系。

        {{task-link}}

        县人民政府教育督导委员会办公室
        """;

    public static OutgoingMail Of(LedgerCall call, string letter, Guid? task)
    {
        var to = new MailParty("联络员", $"{call.Instance.Value:N}@school.example");
        return new OutgoingMail
        {
            Key = $"{letter}:{call.Instance.Value:N}:{call.Bookmark.Value}",
            Letter = letter,
            Recipient = to,
            ShownTo = [to],
            Subject = "春季开学检查通知",
            Text = Text,
            Html = Text,
            SubjectKind = "UnitInspection",
            SubjectId = call.Instance.Value,
            Task = task,
            NotBefore = call.Now,
        };
    }
}
