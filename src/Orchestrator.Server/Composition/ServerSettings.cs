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

    /// <summary>The stories of a folder are written anew as they come out.</summary>
    public bool Accept { get; init; }

    /// <summary>Words that are no option: the command and what it is about.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The settings, or a sentence that says which word cannot be meant.</summary>
    public static (ServerSettings? Settings, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var settings = new ServerSettings();
        var words = new List<string>();
        for (var place = 0; place < args.Count; place++)
        {
            var value = place + 1 < args.Count ? args[place + 1] : null;
            switch (args[place])
            {
                case "--training":
                    settings = settings with { Training = true };
                    continue;
                case "--accept":
                    settings = settings with { Accept = true };
                    continue;
                case "--data" when value is not null:
                    settings = settings with { DataFolder = Path.GetFullPath(value) };
                    break;
                case "--listen" when value is not null:
                    settings = settings with { Listen = value };
                    break;
                case "--port" when int.TryParse(value, CultureInfo.InvariantCulture, out var port)
                    && port is >= 0 and < 65536:
                    settings = settings with { Port = port };
                    break;
                case "--begin" when DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var at):
                    settings = settings with { BeginsAt = at.ToUniversalTime() };
                    break;
                case ['-', ..] option:
                    return (null, $"expected --data DIR, --port N, --listen ADDRESS, --training or --begin TIME, got "
                        + $"'{option} {value}'");
                default:
                    words.Add(args[place]);
                    continue;
            }

            place++;
        }

        return (settings with { Words = words }, null);
    }
}
