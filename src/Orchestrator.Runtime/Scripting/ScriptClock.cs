using System.Globalization;
using System.Text.Json;
using Jint.Runtime;

namespace Orchestrator.Runtime.Scripting;

/// <summary>The time of a script stands still at the turn's own, in the zone of Shanghai.</summary>
internal sealed class ScriptClock(DateTimeOffset now) : ITimeSystem
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public TimeZoneInfo DefaultTimeZone => Zone;

    public DateTimeOffset GetUtcNow() => now;

    public TimeSpan GetUtcOffset(long epochMilliseconds) =>
        epochMilliseconds is > -62_135_596_800_000 and < 253_402_300_799_999
            ? Zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(epochMilliseconds))
            : Zone.BaseUtcOffset;

    public bool TryParse(string date, out long epochMilliseconds)
    {
        var read = DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant);
        if (read && instant.Offset == TimeSpan.Zero && !HasZone(date))
            instant = new DateTimeOffset(instant.DateTime, Zone.GetUtcOffset(instant.DateTime));
        epochMilliseconds = read ? instant.ToUnixTimeMilliseconds() : 0;
        return read;
    }

    /// <summary>A date as variables spell it; one without a zone is UTC.</summary>
    public static bool TryRead(string text, out DateTimeOffset instant) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    public static bool TryRead(JsonElement value, out DateTimeOffset instant)
    {
        instant = default;
        return value.ValueKind == JsonValueKind.String && TryRead(value.GetString()!, out instant);
    }

    private static bool HasZone(string date) =>
        date.EndsWith('Z') || date.Contains('+', StringComparison.Ordinal)
        || date.Contains("GMT", StringComparison.Ordinal);
}
