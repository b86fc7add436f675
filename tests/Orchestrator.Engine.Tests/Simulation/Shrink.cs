using System.Text.Json.Nodes;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>Takes away what is not needed for a run to break the same rule: steps first, then parts of the drawing.
/// </summary>
internal static class Shrink
{
    private const int Attempts = 3_000;

    private static readonly string[] Lists = ["activities", "connections", "branches", "cases"];

    public static Plan Of(Plan plan, string rule)
    {
        var left = Attempts;
        for (var (smaller, found) = (plan, true); found; plan = smaller)
        {
            found = false;
            foreach (var candidate in WithoutSteps(smaller).Concat(WithoutParts(smaller)))
            {
                if (left-- <= 0)
                    return smaller;
                if (Breaks(candidate) != rule)
                    continue;
                (smaller, found) = (candidate, true);
                break;
            }
        }

        return plan;
    }

    /// <summary>The rule that is broken; null where all hold.</summary>
    public static string? Breaks(Plan plan)
    {
        try
        {
            Stage.Play(plan);
            return null;
        }
        catch (BrokenRule broken)
        {
            return broken.Rule;
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }
    }

    private static IEnumerable<Plan> WithoutSteps(Plan plan)
    {
        for (var size = plan.Steps.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= plan.Steps.Length; at += size)
                yield return plan with { Steps = plan.Steps.RemoveRange(at, size) };
        }

        foreach (var (at, step) in plan.Steps.Index().Where(one => one.Item.Crashes || one.Item.IsRepeated))
        {
            var plain = step with { Crashes = false, IsRepeated = false };
            yield return plan with { Steps = plan.Steps.SetItem(at, plain) };
        }
    }

    private static IEnumerable<Plan> WithoutParts(Plan plan)
    {
        foreach (var (which, json) in plan.Definitions.Index())
        {
            for (var part = 0; Without(json, part) is { } smaller; part++)
                yield return plan with { Definitions = plan.Definitions.SetItem(which, smaller) };
        }
    }

    /// <summary>The definition without its nth removable part; null where there are fewer.</summary>
    private static string? Without(string json, int part)
    {
        var definition = JsonNode.Parse(json)!;
        foreach (var list in Removable(definition["root"]!).ToList())
        {
            if (part < list.Count)
            {
                list.RemoveAt(part);
                return definition.ToJsonString();
            }

            part -= list.Count;
        }

        return null;
    }

    private static IEnumerable<JsonArray> Removable(JsonNode node) => node switch
    {
        JsonArray items => items.OfType<JsonNode>().SelectMany(Removable),
        JsonObject members => members.Where(member => Lists.Contains(member.Key)).Select(member => member.Value)
            .OfType<JsonArray>().Where(list => list.Count > 0)
            .Concat(members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Removable)),
        _ => [],
    };
}
