namespace Orchestrator.Server.Tour;

/// <summary>The story cannot go on: what was expected where, and what was found.</summary>
public sealed class TourStoppedException(string message) : Exception(message);
