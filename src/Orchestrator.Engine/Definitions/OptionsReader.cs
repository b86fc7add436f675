using System.Text.Json;
using Orchestrator.Engine.Schedules;

namespace Orchestrator.Engine.Definitions;

/// <summary>Reads the options of a definition that change how it runs.</summary>
internal sealed class OptionsReader(ProblemLog problems)
{
    private static readonly JsonElement NoOptions = JsonElement.Parse("{}");

    public WorkflowOptions Read(JsonElement definition)
    {
        var options = definition.Member("options") ?? NoOptions;
        return new WorkflowOptions
        {
            ActivationStrategy = Activation(options.Text("activationStrategyType")),
            IncidentStrategy = Incidents(options.Text("incidentStrategyType")),
            UsableAsActivity = options.Flag("usableAsActivity"),
            TimeZone = definition.Member("customProperties")?.Text("TimeZone") ?? Zones.Default,
            FlowchartMode = Mode(definition.Member("customProperties")?.Text("Flowchart:ExecutionMode")),
        };
    }

    private ActivationStrategy Activation(string? typeName)
    {
        switch (typeName is null ? null : ForeignJson.SimpleTypeName(typeName))
        {
            case null or "AllowAlwaysStrategy":
                return ActivationStrategy.Always;
            case "SingletonStrategy":
                return ActivationStrategy.Singleton;
            case "CorrelationStrategy":
                return ActivationStrategy.Correlation;
            case "CorrelatedSingletonStrategy":
                return ActivationStrategy.CorrelatedSingleton;
            default:
                problems.Error("WF003", "options.activationStrategyType",
                    "期望 AllowAlwaysStrategy、SingletonStrategy、CorrelationStrategy 或 CorrelatedSingletonStrategy，"
                    + $"实际为“{typeName}”。请在流程设置中重新选择。");
                return ActivationStrategy.Always;
        }
    }

    private IncidentStrategy? Incidents(string? typeName)
    {
        switch (typeName is null ? null : ForeignJson.SimpleTypeName(typeName))
        {
            case null:
                return null;
            case "FaultStrategy":
                return IncidentStrategy.Fault;
            case "ContinueWithIncidentsStrategy":
                return IncidentStrategy.ContinueWithIncidents;
            default:
                problems.Error("WF003", "options.incidentStrategyType",
                    $"期望 FaultStrategy 或 ContinueWithIncidentsStrategy，实际为“{typeName}”。请在流程设置中重新选择。");
                return null;
        }
    }

    private FlowchartMode? Mode(string? name)
    {
        switch (name)
        {
            case null or "Default":
                return null;
            case "CounterBased":
                return FlowchartMode.Counter;
            case "TokenBased":
                return FlowchartMode.Token;
            default:
                problems.Error("WF003", "customProperties.Flowchart:ExecutionMode",
                    $"期望 Default、CounterBased 或 TokenBased，实际为“{name}”。请改为其中之一。");
                return null;
        }
    }
}
