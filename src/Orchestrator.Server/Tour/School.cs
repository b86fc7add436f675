namespace Orchestrator.Server.Tour;

/// <summary>A school of the sample district and the part that it plays.</summary>
/// <param name="Code">Of the sample district.</param>
/// <param name="Part">How it behaves, for whoever reads along.</param>
internal sealed record School(string Code, string Part)
{
    /// <summary>Its case, once the notice is out.</summary>
    public string Inspection { get; set; } = "";
    public string Liaison => $"{Code.ToLowerInvariant()}.liaison@edu.yunze.example.test";
    public string Head => $"{Code.ToLowerInvariant()}.head@edu.yunze.example.test";
}
