using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Schedules;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// An Elsa 3 definition as the engine understands it. The JSON it was read from is kept beside it by whoever stores
/// it: nothing that a designer sent is lost or reordered.
/// </summary>
public sealed record WorkflowDefinition
{
    public required DefinitionId Id { get; init; }
    public required int Version { get; init; }
    public string Name { get; init; } = "";
    public ImmutableArray<Variable> Variables { get; init; } = [];
    public ImmutableArray<ArgumentDefinition> Inputs { get; init; } = [];
    public ImmutableArray<ArgumentDefinition> Outputs { get; init; } = [];
    public ImmutableArray<string> Outcomes { get; init; } = [];
    public WorkflowOptions Options { get; init; } = new();
    public required ActivityNode Root { get; init; }

    /// <summary>What starts instances of it by itself, in the order of the drawing.</summary>
    public IEnumerable<Trigger> Triggers() =>
        Root.WithAll().Where(node => node.CanStartWorkflow)
            .Select(node => Trigger.Of(node, Options.TimeZone)).OfType<Trigger>();
}

/// <summary>A declared input or output of a workflow.</summary>
public sealed record ArgumentDefinition(string Name, string TypeName, bool IsArray)
{
    /// <summary>True for an input with Elsa's storage driver for instances: it outlives a suspension.</summary>
    public bool IsStored { get; init; }
}

/// <summary>A variable of a workflow or container. Its default is text from the designer, parsed by type.</summary>
public sealed record Variable
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string TypeName { get; init; } = "Object";
    public bool IsArray { get; init; }
    public JsonElement? DefaultValue { get; init; }

    /// <summary>False for Elsa's memory driver and for none: the value is gone after a suspension.</summary>
    public bool IsPersisted { get; init; } = true;
}

/// <summary>The options of a definition that change how it runs.</summary>
public sealed record WorkflowOptions
{
    public ActivationStrategy ActivationStrategy { get; init; }
    public IncidentStrategy? IncidentStrategy { get; init; }
    public bool UsableAsActivity { get; init; }
    public FlowchartMode? FlowchartMode { get; init; }

    /// <summary>The IANA name of the zone whose clocks its cron patterns mean.</summary>
    public string TimeZone { get; init; } = Zones.Default;
}

/// <summary>Which starts are let through while something runs already.</summary>
public enum ActivationStrategy
{
    /// <summary>Every start.</summary>
    Always,

    /// <summary>One running instance per definition.</summary>
    Singleton,

    /// <summary>
    /// One running instance per correlation, of whatever definition. Without a correlation: every start.
    /// </summary>
    Correlation,

    /// <summary>One running instance per definition and correlation; no correlation counts as one of its own.</summary>
    CorrelatedSingleton,
}

public enum IncidentStrategy { Fault, ContinueWithIncidents }

/// <summary>Elsa's two flowchart engines. Counter is Elsa's default and ours.</summary>
public enum FlowchartMode { Counter, Token }

/// <summary>An activity as drawn, with everything nested in it.</summary>
public sealed record ActivityNode
{
    public required ActivityId Id { get; init; }
    public string? Name { get; init; }

    /// <summary>What its box in the drawing says; null where it says nothing of its own.</summary>
    public string? Title { get; init; }
    public required string Type { get; init; }
    public int Version { get; init; } = 1;

    /// <summary>Inputs by camelCase member name, wrapped ones as their expression, raw ones as a literal.</summary>
    public ImmutableDictionary<string, Expression> Inputs { get; init; } =
        ImmutableDictionary<string, Expression>.Empty;

    /// <summary>Bound outputs: camelCase member name → id of the variable that receives the value.</summary>
    public ImmutableDictionary<string, string> Outputs { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Embedded ports by camelCase name: then, else, body, childCompleted, …</summary>
    public ImmutableDictionary<string, ActivityNode> Ports { get; init; } =
        ImmutableDictionary<string, ActivityNode>.Empty;

    /// <summary>Children of a container, in order (flowchart, sequence, parallel; branches of a fork).</summary>
    public ImmutableArray<ActivityNode> Children { get; init; } = [];
    public ImmutableArray<Connection> Connections { get; init; } = [];
    public ImmutableArray<Variable> Variables { get; init; } = [];

    /// <summary>Cases of Switch and FlowSwitch, in order; of a state machine one per transition.</summary>
    public ImmutableArray<SwitchCase> Cases { get; init; } = [];
    public bool CanStartWorkflow { get; init; }

    /// <summary>Why this wait needs no deadline, in its author's words (customProperties); null where none is given.
    /// </summary>
    public string? NoDeadline { get; init; }

    /// <summary>Only for a state machine; its activities are among the children, conditions among the cases.</summary>
    public StateMachine? Machine { get; init; }
    public string? MergeMode { get; init; }

    /// <summary>For a workflow used as an activity: which version it is.</summary>
    public DefinitionVersion? UsesWorkflow { get; init; }

    /// <summary>Of an HttpEndpoint: bytes of a request at most, where that is written; null: it says nothing.</summary>
    public long? RequestSizeLimit => HttpChecks.SizeLimitOf(this);

    /// <summary>This activity and everything drawn inside it, outermost first.</summary>
    public IEnumerable<ActivityNode> WithAll() => Children.Concat(Ports.Values)
        .Concat(Cases.Select(one => one.Activity).OfType<ActivityNode>())
        .SelectMany(inner => inner.WithAll())
        .Prepend(this);
}

/// <summary>A line of a flowchart, from an outcome of one activity to another activity.</summary>
public sealed record Connection(ActivityId Source, string SourcePort, ActivityId Target, string TargetPort);

/// <summary>A case of a switch; <paramref name="Activity"/> only in the structured one.</summary>
public sealed record SwitchCase(string Label, Expression Condition, ActivityNode? Activity);
