using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Instances;

/// <summary>What an execution leaves behind: recorded, and stored where the drawing binds it.</summary>
internal sealed partial class Burst
{
    /// <summary>Outputs readable before the activity ends.</summary>
    public void Record(Execution execution, string output, JsonElement value) =>
        Record(execution, Json.Nothing.Add(output, value));

    public void Record(Execution execution, ImmutableDictionary<string, JsonElement> outputs)
    {
        if (outputs.IsEmpty)
            return;
        Happen(new Event.OutputsRecorded(execution.Node.Id, outputs));
        Bind(execution, outputs);
    }

    /// <summary>An output may be bound to an output of the workflow around it, by that output's name.</summary>
    private bool IsWorkflowOutput(Execution execution, string target, JsonElement value)
    {
        if (Scope.Read(execution.Id, target) is not null)
            return false;
        var composite = Around(execution.Id).FirstOrDefault(container => container.Activity.Used is not null);
        var outputs = composite.Activity?.Used?.Outputs ?? workflow.Definition.Outputs;
        if (outputs.All(output => output.Name != target))
            return false;
        if (composite.Activity is null)
            Happen(new Event.OutputSet(target, value));
        else
            Record(composite, target, value);
        return true;
    }

    private bool Bind(Execution execution, ImmutableDictionary<string, JsonElement> outputs)
    {
        if (outputs.IsEmpty)
            return true;
        foreach (var (output, value) in outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
        {
            if (JsonMarshal.GetRawUtf8Value(value).Length > Limits.ValueBytes)
            {
                Fail(execution, "RT118",
                    $"“{execution.Node.Id}”的输出“{output}”期望不超过{Limits.ValueBytes}字节，实际更大；请改存文件或分开保存。");
                return false;
            }

            if (!execution.Node.Outputs.TryGetValue(ForeignJson.CamelCase(output), out var variable)
                || IsWorkflowOutput(execution, variable, value)
                || Scope.TrySet(execution.Id, variable, value, out var problem))
                continue;
            Fail(execution, problem.Code, problem.Message);
            return false;
        }

        return true;
    }
}
