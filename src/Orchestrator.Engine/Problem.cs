namespace Orchestrator.Engine;

/// <summary>Something a person must change. <paramref name="Code"/> has a page under <c>docs/problems</c>.</summary>
/// <param name="Code">Two letters and three digits, never reused.</param>
/// <param name="Where">What the problem is about: an activity id path, a field, a file and line.</param>
/// <param name="Message">What was expected, what was found, what to do. Chinese where an official reads it.</param>
/// <param name="Severity">An error blocks, a warning is shown and recorded.</param>
public sealed record Problem(
    string Code, string Where, string Message, ProblemSeverity Severity = ProblemSeverity.Error);

public enum ProblemSeverity { Error, Warning }
