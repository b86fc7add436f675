using System.Text.Json;

namespace Orchestrator.Bench;

/// <summary>What one scenario cost. The last four are per operation.</summary>
public sealed record Measured
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Scenario { get; init; }
    public required int N { get; init; }
    public required double Seconds { get; init; }
    public required double PerSecond { get; init; }
    public required double CpuMsServer { get; init; }
    public required double CpuMsPostgres { get; init; }
    public required double WalBytes { get; init; }
    public required double Statements { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Web);
}
