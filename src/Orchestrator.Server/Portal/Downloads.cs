using Microsoft.AspNetCore.Mvc;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>Documents, evidence and processes as a browser saves them; never shown inside a page of ours.</summary>
public static class Downloads
{
    public const string Zip = "application/zip";

    public static FileContentResult Of(DocumentFile file) =>
        new(file.Content.ToArray(), file.MediaType) { FileDownloadName = file.FileName };

    public static FileContentResult Of(WorkflowFolder folder, string name) =>
        new(WorkflowArchive.Write(folder), Zip) { FileDownloadName = name };
}
