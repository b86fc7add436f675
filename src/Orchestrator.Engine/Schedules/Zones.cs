using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Engine.Schedules;

/// <summary>
/// Time zones by their IANA names. Their rules come with the machine; those of the default have not changed since
/// 1991, so that a decision made again is the same one.
/// </summary>
internal static class Zones
{
    public const string Default = "Asia/Shanghai";

    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
}
