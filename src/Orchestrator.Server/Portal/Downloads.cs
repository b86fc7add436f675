using Microsoft.AspNetCore.Mvc;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>Documents and processes as a browser saves them; never shown inside a page of ours.</summary>
public static class Downloads
{
    public const string Zip = "application/zip";

    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static string TypeOf(DocumentFile file) =>
        file.FileName.EndsWith(".pdf", StringComparison.Ordinal) ? "application/pdf" : Word;

    public static FileContentResult Of(DocumentFile file) =>
        new(file.Content.ToArray(), TypeOf(file)) { FileDownloadName = file.FileName };

    public static FileContentResult Of(WorkflowFolder folder, string name) =>
        new(WorkflowArchive.Write(folder), Zip) { FileDownloadName = name };
}
