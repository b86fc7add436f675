using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Server.Composition;

/// <summary>What the command line says; everything else comes from the configuration (docs/settings.md).</summary>
public sealed record ServerSettings
{
    public string DataFolder { get; init; } = ".data";
    public int Port { get; init; } = 5080;

    /// <summary>The loopback address, unless the command line names another.</summary>
    public string Listen { get; init; } = "127.0.0.1";
    public bool Training { get; init; }

    /// <summary>Where a new training database begins; null is the present.</summary>
    public DateTimeOffset? BeginsAt { get; init; }

    /// <summary>What a command knows beside: its options with their values, those without one with "".</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Words that are no option: the command and what it is about.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Flags of commands, and their options that take a value.</summary>
    private static readonly ImmutableArray<string> Flags = ["--accept"];
    private static readonly ImmutableArray<string> Valued =
    [
        "--units", "--profile", "--months", "--seed", "--findings", "--from", "--set", "--definition", "--workflows",
        "--json", "--csv",
    ];

    /// <summary>The settings, or a sentence that says which word cannot be meant.</summary>
    public static (ServerSettings? Settings, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var settings = new ServerSettings();
        var words = new List<string>();
        for (var place = 0; place < args.Count; place++)
        {
            if (args[place] is not ['-', ..])
            {
                words.Add(args[place]);
                continue;
            }

            var value = place + 1 < args.Count ? args[place + 1] : null;
            if (settings.Flag(args[place]) is { } flagged)
                settings = flagged;
            else if (value is not null && settings.Option(args[place], value) is { } set)
                (settings, place) = (set, place + 1);
            else
                return (null, "expected --data DIR, --port N, --listen ADDRESS, --training, --begin TIME or an option "
                    + $"of the command ({string.Join(", ", Flags.Concat(Valued))}), got '{args[place]} {value}'");
        }

        return (settings with { Words = words }, null);
    }

    private ServerSettings? Flag(string name) => name switch
    {
        "--training" => this with { Training = true },
        _ when Flags.Contains(name) => this with { Options = Options.SetItem(name, "") },
        _ => null,
    };

    private ServerSettings? Option(string name, string value) => name switch
    {
        "--data" => this with { DataFolder = Path.GetFullPath(value) },
        "--listen" => this with { Listen = value },
        "--port" when int.TryParse(value, CultureInfo.InvariantCulture, out var port) && port is >= 0 and < 65536 =>
            this with { Port = port },
        "--begin" when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var at) =>
            this with { BeginsAt = at.ToUniversalTime() },
        _ when Valued.Contains(name) => this with { Options = Options.SetItem(name, value) },
        _ => null,
    };
}
