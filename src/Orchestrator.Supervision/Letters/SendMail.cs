using System.Globalization;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Letters;

/// <summary>发邮件: a letter about the instance's object; recipients and text are the template's.</summary>
public sealed class SendMail(LetterRoom letters) : ILedgerActivity
{
    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.SendMail",
        DisplayName = "发邮件",
        Category = "教育督导",
        Description = "按邮件编号发出邮件；收件人、抄送和内容由邮件模板决定。",
        Inputs = [new("Letter", "String", "邮件", "邮件编号，例如 M-14", true)],
        Tells = true,
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        var known = calls.Where(call => subjects.ContainsKey(call.CorrelationId ?? "")).ToList();
        await letters.Send(tx, [.. known.Select(call => new LetterOrder
        {
            Letter = call.Text("Letter") ?? "",
            Subject = subjects[call.CorrelationId!],
            Definition = call.Definition,
            Occasion = call.Bookmark.Value.ToString(CultureInfo.InvariantCulture),
            Now = call.Now,
        })], stop);
        return [.. calls.Select(call => known.Contains(call)
            ? (EffectOutcome)EffectOutcome.Done.Plain
            : call.WithoutSubject())];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;
}
