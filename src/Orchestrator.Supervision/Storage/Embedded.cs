namespace Orchestrator.Supervision.Storage;

/// <summary>Files that travel inside this assembly, by their path below the project.</summary>
public static class Embedded
{
    public static bool Has(string path) => typeof(Embedded).Assembly.GetManifestResourceInfo(path) is not null;

    /// <summary>The text of a file that is known to be there; otherwise the build is broken.</summary>
    public static string Text(string path)
    {
        using var stream = typeof(Embedded).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"the file {path} is not inside this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
