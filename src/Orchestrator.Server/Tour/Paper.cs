using System.Text;

namespace Orchestrator.Server.Tour;

/// <summary>Files that a school hands in.</summary>
internal static class Paper
{
    /// <summary>The smallest file that a reader takes for a PDF; its one page is blank.</summary>
    public static byte[] Pdf(string title) => Encoding.UTF8.GetBytes($"""
        %PDF-1.4
        % {title}
        1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
        2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
        3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj
        trailer <</Root 1 0 R>>
        %%EOF
        """);
}
