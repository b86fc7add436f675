using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Runtime.Files;

/// <param name="Pdf">Null where it failed.</param>
/// <param name="Failure">What the program said, for an administrator.</param>
public sealed record PdfMade(ReadOnlyMemory<byte>? Pdf, string? Failure);

/// <summary>
/// LibreOffice, where it is installed: Word in, PDF out. Each run has a folder and a profile of its own, which are gone
/// afterwards.
/// </summary>
/// <param name="path">The program <c>soffice</c>; null where there is none.</param>
public sealed class OfficeProgram(string? path)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // The fonts of official documents are seldom on a server: song and hei of whatever is installed stand in. A serif
    // for 仿宋 and 小标宋, so that the page keeps its look.
    private const string Fonts = """
        <?xml version="1.0"?>
        <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
        <fontconfig>
          <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
          <alias binding="same"><family>仿宋_GB2312</family><prefer><family>仿宋_GB2312</family>
            <family>仿宋</family><family>FangSong</family><family>Noto Serif CJK SC</family>
            <family>Source Han Serif SC</family></prefer></alias>
          <alias binding="same"><family>方正小标宋简体</family><prefer><family>方正小标宋简体</family>
            <family>FZXiaoBiaoSong-B05S</family><family>Noto Serif CJK SC</family>
            <family>Source Han Serif SC</family></prefer></alias>
          <alias binding="same"><family>宋体</family><prefer><family>宋体</family><family>SimSun</family>
            <family>Noto Serif CJK SC</family></prefer></alias>
          <alias binding="same"><family>黑体</family><prefer><family>黑体</family><family>SimHei</family>
            <family>Noto Sans CJK SC</family><family>Source Han Sans SC</family></prefer></alias>
        </fontconfig>
        """;

    public bool IsInstalled => path is not null;

    /// <summary>The configured program, or the one on the search path.</summary>
    public static OfficeProgram Find(string? configured)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var known = configured is { Length: > 0 }
            ? [configured]
            : folders.Append("/usr/lib/libreoffice/program").Select(folder => Path.Combine(folder, "soffice"));
        return new OfficeProgram(known.FirstOrDefault(File.Exists));
    }

    public async Task<PdfMade> ToPdf(ReadOnlyMemory<byte> word, CancellationToken stop)
    {
        if (path is null)
            return new PdfMade(null, "LibreOffice is not installed");
        var folder = Directory.CreateTempSubdirectory("orchestrator-pdf-");
        try
        {
            return await Run(path, folder.FullName, word, stop);
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return new PdfMade(null, failure.Message);
        }
        finally
        {
            // Crash point: the folder stays behind in the machine's folder for such things; the next run has its own.
            folder.Delete(recursive: true);
        }
    }

    private static async Task<PdfMade> Run(
        string program, string folder, ReadOnlyMemory<byte> word, CancellationToken stop)
    {
        var (source, fonts) = (Path.Combine(folder, "document.docx"), Path.Combine(folder, "fonts.conf"));
        await File.WriteAllBytesAsync(source, word, stop);
        await File.WriteAllTextAsync(fonts, Fonts, stop);
        using var process = Process.Start(new ProcessStartInfo(program,
        [
            "--headless", "--norestore", "--nologo", "--nolockcheck",
            $"-env:UserInstallation={new Uri(Path.Combine(folder, "profile"))}",
            "--convert-to", "pdf", "--outdir", folder, source,
        ])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["FONTCONFIG_FILE"] = fonts, ["HOME"] = folder },
        })!;
        var said = Task.WhenAll(
            process.StandardError.ReadToEndAsync(stop), process.StandardOutput.ReadToEndAsync(stop));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            stop.ThrowIfCancellationRequested();
            return new PdfMade(null, $"LibreOffice did not end within {Longest.TotalSeconds} s");
        }

        var made = Path.Combine(folder, "document.pdf");
        return File.Exists(made)
            ? new PdfMade(await File.ReadAllBytesAsync(made, stop), null)
            : new PdfMade(null, $"exit {process.ExitCode}: {string.Join(' ', await said).Trim()}");
    }
}
