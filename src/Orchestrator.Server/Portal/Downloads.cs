using Microsoft.AspNetCore.Mvc;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>A document as a browser saves it; never shown inside a page of ours.</summary>
public static class Downloads
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static string TypeOf(DocumentFile file) =>
        file.FileName.EndsWith(".pdf", StringComparison.Ordinal) ? "application/pdf" : Word;

    public static FileContentResult Of(DocumentFile file) =>
        new(file.Content.ToArray(), TypeOf(file)) { FileDownloadName = file.FileName };
}
