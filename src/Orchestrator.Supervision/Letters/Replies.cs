using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// A unit answers by plain mail (E-30): kept as correspondence of its case, with its files. It never is the answer to
/// a task; whoever is asked gets the link once more, at their registered address and at most once a day (M-34).
/// </summary>
public sealed class Replies(
    LetterRoom letters, LetterTemplates templates, DefinitionStore definitions, BusinessClock clock) : IIntakeDoor
{
    public async Task<string> Replied(
        Tx tx, (Guid Id, IncomingMail Mail) taken, MatchedTo to, CancellationToken stop)
    {
        await Keep(tx, taken.Id, taken.Mail.Files, stop);
        if (to.Mail is not { } mail || await Asked(tx, mail, stop) is not { } asked)
            return "来信，已存入案卷；没有待办任务，未作自动答复";
        return await Answer(tx, asked, stop)
            ? "来信，已存入案卷；不作为办理结果，已自动答复办理链接（M-34）"
            : "来信，已存入案卷；不作为办理结果";
    }

    /// <summary>An open task of a unit whose link that mail carried.</summary>
    private static Task<AskedUnit?> Asked(Tx tx, Guid mail, CancellationToken stop) => tx.QueryOne($"""
        SELECT task.id, task.subject_id, task.definition_id, task.title, task.assignee_unit_code, task.assignee_role
        FROM orchestrator.mail AS sent
        JOIN supervision.open_task AS task ON task.id = sent.task_id
        WHERE sent.id = {mail} AND task.state = 'Open' AND task.assignee_unit_code IS NOT NULL
          AND task.assignee_role IN ('LiaisonOfficer', 'UnitHead')
        """, row => new AskedUnit(row.GetGuid(0), row.GetGuid(1), new DefinitionId(row.GetString(2)),
            row.GetString(3), row.GetString(4), Enum.Parse<Role>(row.GetString(5))), stop);

    private async Task<bool> Answer(Tx tx, AskedUnit asked, CancellationToken stop)
    {
        var subjects = await CaseRows.Read(tx, [asked.Subject], stop);

        // A process published before this letter was written has none; its units are told nothing.
        if (!subjects.TryGetValue(asked.Subject, out var subject)
            || await definitions.Newest(tx, asked.Definition, stop) is not { } version
            || !await templates.Has(tx, version, "M-34", stop))
            return false;
        await letters.Send(tx, [new LetterOrder
        {
            Letter = "M-34",
            Subject = subject,
            Definition = version,
            OpenTask = asked.Task,

            // With the day, which every key names: whatever a mailbox answers, it hears of a task once a day.
            Occasion = $"reply/{asked.Task:N}",
            Submitter = new Actor.Contact(asked.Unit, asked.Role, ""),
            Fields = Json.Nothing.Add("matter", Json.Of(asked.Title)),
            Now = clock.GetUtcNow(),
        }], stop);
        return true;
    }

    private static async Task Keep(Tx tx, Guid reply, ImmutableArray<IncomingFile> files, CancellationToken stop)
    {
        foreach (var (number, file) in files.Index())
        {
            var upload = new UploadedFile(file.Name, file.Content);
            var (type, problem) = EvidenceRule.Check(upload);
            var refused = number < EvidenceRule.MostFiles ? problem?.Message
                : $"一封来信只保存前{EvidenceRule.MostFiles}个附件。";
            var sha256 = refused is null ? await FileStore.Keep(tx, file.Content, stop) : null;
            await tx.Execute($"""
                INSERT INTO supervision.reply_file
                    (reply_id, number, file_name, media_type, size_bytes, sha256, refused)
                VALUES ({reply}, {(short)number}, {EvidenceRule.NameOf(upload)}, {(refused is null ? type : null)},
                        {(long)file.Content.Length}, {sha256}, {refused})
                """, stop);
        }
    }

    private sealed record AskedUnit(
        Guid Task, Guid Subject, DefinitionId Definition, string Title, string Unit, Role Role);
}
