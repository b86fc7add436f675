namespace Orchestrator.Engine.Instances;

/// <summary>Elsa's status of an instance.</summary>
public enum InstanceStatus { Running, Finished }

/// <summary>Elsa's sub-status; the last three go with <see cref="InstanceStatus.Finished"/>.</summary>
public enum InstanceSubStatus { Pending, Executing, Suspended, Interrupted, Finished, Cancelled, Faulted }

/// <summary>
/// Elsa's status of one activity execution. Activities are Canceled, workflows Cancelled: Elsa's spelling.
/// </summary>
public enum ActivityStatus { Pending, Running, Completed, Canceled, Faulted }
