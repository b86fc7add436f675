using System.Globalization;
using Jint.Runtime;

namespace Orchestrator.Runtime.Scripting;

/// <summary>The clock of a script: it stands still at the turn's instant, in the district's zone.</summary>
internal sealed class PinnedTime(DateTimeOffset now) : ITimeSystem
{
    private static readonly DefaultTimeSystem Zone = new(
        TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), CultureInfo.InvariantCulture);

    public TimeZoneInfo DefaultTimeZone => Zone.DefaultTimeZone;

    public DateTimeOffset GetUtcNow() => now;

    public bool TryParse(string date, out long epochMilliseconds) => Zone.TryParse(date, out epochMilliseconds);

    public TimeSpan GetUtcOffset(long epochMilliseconds) => Zone.GetUtcOffset(epochMilliseconds);
}

/// <summary>SplitMix64: small, seeded, the same on every machine for ever. Not for secrets.</summary>
internal sealed class SeededChance(ulong seed)
{
    private ulong state = seed;

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Next() => (Draw() >> 11) * (1.0 / (1UL << 53));

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Draw());
        BitConverter.TryWriteBytes(bytes[8..], Draw());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    private ulong Draw()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
