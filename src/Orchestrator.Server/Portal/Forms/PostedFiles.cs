using System.Collections.Immutable;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>The files of a form, read whole; whether they may be handed in is the evidence rule's to say.</summary>
public static class PostedFiles
{
    /// <summary>Everything the rule allows, and a little for the fields beside.</summary>
    public const long MostBytes = (long)EvidenceRule.MostFiles * EvidenceRule.MostBytes + 4 * 1024 * 1024;

    public static async Task<ImmutableArray<UploadedFile>> Read(IFormCollection posted, CancellationToken stop)
    {
        var files = ImmutableArray.CreateBuilder<UploadedFile>();

        // One more than allowed, so that the check can still say that there are too many.
        foreach (var file in posted.Files.Take(EvidenceRule.MostFiles + 1))
        {
            var content = new byte[Math.Min(file.Length, EvidenceRule.MostBytes + 1)];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(content, stop);
            files.Add(new UploadedFile(file.FileName, content));
        }

        return files.ToImmutable();
    }
}
