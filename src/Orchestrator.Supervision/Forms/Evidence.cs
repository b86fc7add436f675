using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Forms;

/// <summary>佐证材料: which files were handed in with what; the bytes are the file room's.</summary>
public static class Evidence
{
    /// <summary>The files of an answer to a form.</summary>
    public static Task Attach(
        Tx tx, (string Kind, Guid Id) subject, FormAnswer answer, CancellationToken stop) =>
        Attach(tx, subject, (answer.Files, answer.Task.Id, answer.Now), stop);

    /// <param name="tx">The transaction of the answer.</param>
    /// <param name="subject">Kind and id of the record the files belong to, as <c>evidence_file</c> names it.</param>
    /// <param name="handed">The files, which may be none; the task they answer, if any; the business clock.</param>
    /// <param name="stop">The caller's.</param>
    public static Task Attach(
        Tx tx, (string Kind, Guid Id) subject,
        (ImmutableArray<HandedFile> Files, Guid? Task, DateTimeOffset Now) handed, CancellationToken stop)
    {
        var (files, task, now) = handed;
        return files.IsEmpty ? Task.CompletedTask : tx.Execute($"""
            INSERT INTO supervision.evidence_file
                (id, subject_kind, subject_id, task_id, sha256, file_name, media_type, size_bytes, added_at)
            SELECT file.id, {subject.Kind}, {subject.Id}, {task}, file.sha256, file.name, file.type, file.size,
                   {now.ToUniversalTime()}
            FROM unnest(
                {files.Select(_ => Guid.CreateVersion7(now)).ToArray()}, {files.Select(file => file.Sha256).ToArray()},
                {files.Select(file => file.FileName).ToArray()}, {files.Select(file => file.MediaType).ToArray()},
                {files.Select(file => file.SizeBytes).ToArray()}) AS file (id, sha256, name, type, size)
            """, stop);
    }
}
