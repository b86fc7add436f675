using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// Which machines a call of a process may reach. It resolves the name itself and connects to the very address that it
/// looked at, so that a name which answers otherwise the second time leads nowhere else. In training only what the
/// settings name is reached, as mail leaves only for allowed addresses.
/// </summary>
/// <param name="settings">What an administrator allows.</param>
/// <param name="isTraining">Of this database, for ever.</param>
public sealed class AddressFence(HttpSettings settings, bool isTraining)
{
    /// <summary>Not the internet: this machine, private and link-local networks, shared and reserved ones.</summary>
    private static readonly ImmutableArray<IPNetwork> NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>All of IPv6 that is routed; tunnels into IPv4 and documentation are left out of it below.</summary>
    private static readonly IPNetwork Routed = IPNetwork.Parse("2000::/3");

    private static readonly ImmutableArray<IPNetwork> NotRouted =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16")];

    /// <summary>A connection to an address that may be reached.</summary>
    /// <exception cref="AddressRefusedException">RT171: none of the name's addresses may.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var resolved = IPAddress.TryParse(host, out var written)
            ? [written]
            : await Dns.GetHostAddressesAsync(host, stop);
        IPAddress[] reachable = [.. resolved.Where(address => MayReach(host, address))];
        if (resolved.Length > 0 && reachable.Length == 0)
            throw new AddressRefusedException(new Problem("RT171", host, isTraining
                ? $"演练环境只向设置Http__Allowed列出的地址发出请求，“{host}”不在其中，没有发出。"
                : $"“{host}”是本机或内部网络的地址，没有发出请求；确需访问的，请管理员把它列入设置Http__Allowed。"));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether a call to this host may connect to this address of it.</summary>
    public bool MayReach(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IsListed(host.TrimEnd('.').ToLowerInvariant()) || settings.Networks.Any(one => one.Contains(plain))
            || (!isTraining && IsPublic(plain));
    }

    private bool IsListed(string host) => settings.Hosts.Any(one => one.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(one[1..], StringComparison.Ordinal)
        : host == one);

    private static bool IsPublic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !NotPublic.Any(network => network.Contains(address))
        : Routed.Contains(address) && !NotRouted.Any(network => network.Contains(address));
}

/// <summary>The address may not be reached (RT171); nothing was sent to it.</summary>
public sealed class AddressRefusedException(Problem problem) : Exception(problem.Message)
{
    public Problem Problem { get; } = problem;
}
