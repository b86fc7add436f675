using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Http;

/// <summary>Where calls of processes may go, and how long one may take: <c>Http:Allowed</c> and so on.</summary>
public sealed record HttpSettings
{
    private const int LongestSeconds = 300;

    /// <summary>Hosts, in small letters; <c>*.a.cn</c> is whatever ends so.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];
    public ImmutableArray<IPNetwork> Networks { get; init; } = [];

    /// <summary>One call, from its connection to the last byte of its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the settings by name; with RT212 where one cannot be meant.</summary>
    public static (HttpSettings? Settings, Problem? Problem) Read(Func<string, string?> setting)
    {
        var words = (setting("Http:Allowed") ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var networks = words.Select(NetworkOf).ToArray();
        var hosts = words.Where((_, n) => networks[n] is null).Select(word => word.ToLowerInvariant()).ToArray();
        if (hosts.FirstOrDefault(host => !IsHost(host)) is { } wrong)
            return (null, Wrong("Http:Allowed", "主机名、*.域名、IP地址或网段，以逗号分隔", wrong));
        var seconds = 60;
        if (setting("Http:TimeoutSeconds") is { Length: > 0 } said
            && !(int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
                && seconds is > 0 and <= LongestSeconds))
            return (null, Wrong("Http:TimeoutSeconds", $"1至{LongestSeconds}的数字", said));
        return (new HttpSettings
        {
            Hosts = [.. hosts.Select(OnTheWire)],
            Networks = [.. networks.OfType<IPNetwork>()],
            Timeout = TimeSpan.FromSeconds(seconds),
        }, null);
    }

    private static IPNetwork? NetworkOf(string word) =>
        IPNetwork.TryParse(word, out var network) ? network
        : IPAddress.TryParse(word, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    /// <summary>A name in Chinese travels in letters of its own (xn--…), and is compared so.</summary>
    private static string OnTheWire(string host) => host.StartsWith("*.", StringComparison.Ordinal)
        ? "*." + OnTheWire(host[2..])
        : new Uri($"http://{host}").IdnHost.TrimEnd('.');

    private static bool IsHost(string word) =>
        Uri.CheckHostName(word.StartsWith("*.", StringComparison.Ordinal) ? word[2..] : word) == UriHostNameType.Dns;

    private static Problem Wrong(string name, string expected, string found) =>
        new("RT212", name, $"设置{name}期望是{expected}，实际是“{found}”；请改正后重新启动。");
}
