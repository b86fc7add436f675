using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;

namespace Orchestrator.Conformance;

/// <summary>What is compared of a run, each part as one text.</summary>
/// <param name="Part">What it says something about.</param>
/// <param name="Text">Equal texts are the same behaviour.</param>
public sealed record Fact(string Part, string Text);

/// <summary>The compared parts of a recording, and of our run.</summary>
public static partial class Trace
{
    /// <summary>The first difference, or null where both are the same.</summary>
    public static string? Difference(RecordedCase recorded, JsonElement expected, World world)
    {
        var theirs = Of(expected, recorded.IsOrdered).ToList();
        var ours = Of(world, recorded.IsOrdered).ToList();
        foreach (var fact in theirs)
        {
            var found = ours.Find(one => one.Part == fact.Part)?.Text ?? "nothing";
            if (found != fact.Text)
                return $"{fact.Part}: expected {fact.Text}, got {found}";
        }

        return theirs.Count == ours.Count ? null : $"expected {theirs.Count} facts, got {ours.Count}";
    }

    private static IEnumerable<Fact> Of(JsonElement trace, bool isOrdered)
    {
        var instances = trace.GetProperty("instances").EnumerateArray().ToList();
        yield return new Fact("lines", Lines(Texts(trace, "writeLines"), isOrdered));
        yield return new Fact("instances", $"{instances.Count}");
        foreach (var instance in instances)
        {
            var no = $"instance {instance.GetProperty("no")} ";
            yield return new Fact(no + "status", $"{instance.Member("status")}/{instance.Member("subStatus")}");
            yield return new Fact(no + "parent", instance.Member("parent")?.AsText() ?? "none");
            yield return new Fact(no + "correlation", instance.Member("correlationId")?.AsText() ?? "none");
            yield return new Fact(no + "name", instance.Member("name")?.AsText() ?? "none");
            yield return new Fact(no + "output", Canonical(instance.GetProperty("output")));
            yield return new Fact(no + "variables", Members(instance.GetProperty("variables").EnumerateObject()
                .Where(member => !member.Name.Contains('.'))
                .Select(member => KeyValuePair.Create(member.Name, member.Value))));
            yield return new Fact(no + "bookmarks", Listed(Texts(instance, "bookmarks"), false));
            yield return new Fact(no + "activities", Listed(
                Texts(instance, "activityStatus").Select(text => Wrapper().Replace(text, "Workflow ")), false));
            yield return new Fact(no + "incidents", Listed(
                Texts(instance, "incidents").Select(text => text.Split(':')[0]), false));
        }

        yield return new Fact("timers", trace.GetProperty("pendingTimers").ToString());
    }

    private static IEnumerable<Fact> Of(World world, bool isOrdered)
    {
        yield return new Fact("lines", Lines(world.Lines, isOrdered));
        yield return new Fact("instances", $"{world.Instances.Count}");
        foreach (var instance in world.Instances)
        {
            var no = $"instance {instance.Number} ";
            var state = instance.State;
            var parent = world.Instances.FirstOrDefault(one => one.Id == instance.Parent);
            yield return new Fact(no + "status", $"{state.Status}/{state.SubStatus}");
            yield return new Fact(no + "parent", parent is null ? "none" : $"{parent.Number}");
            yield return new Fact(no + "correlation", state.CorrelationId ?? "none");
            yield return new Fact(no + "name", state.Name ?? "none");
            yield return new Fact(no + "output", Members(state.Output));
            yield return new Fact(no + "variables", Members(instance.Variables()));
            yield return new Fact(no + "bookmarks", Listed(state.Bookmarks.Values.Select(wait =>
                $"{Drawn(wait.Activity)} {instance.Workflow.TypeOf(wait.Activity)}"), false));
            yield return new Fact(no + "activities", Listed(Statuses(instance), false));
            yield return new Fact(no + "incidents", Listed(Incidents(instance), false));
        }

        yield return new Fact("timers", $"{world.PendingTimers}");
    }

    private static IEnumerable<string> Statuses(WorldInstance instance)
    {
        var statuses = new Dictionary<ActivityInstanceId, (ActivityId Activity, ActivityStatus Status)>();
        foreach (var happened in instance.Events)
        {
            switch (happened)
            {
                case Event.ActivityStarted started:
                    statuses[started.Id] = (started.Activity, ActivityStatus.Running);
                    break;
                case Event.ActivityCompleted completed:
                    statuses[completed.Id] = (completed.Activity, ActivityStatus.Completed);
                    break;
                case Event.ActivityCanceled canceled:
                    statuses[canceled.Id] = (canceled.Activity, ActivityStatus.Canceled);
                    break;
                case Event.ActivityFaulted faulted:
                    statuses[faulted.Id] = (faulted.Activity, ActivityStatus.Faulted);
                    break;
            }
        }

        // The workflow itself, around the root, has ended when nothing of it runs any more.
        var root = statuses.OrderBy(one => one.Key.Value).First().Value.Status;
        var hasEnded = root is ActivityStatus.Completed or ActivityStatus.Canceled;
        return statuses.Values.Select(one => $"{Drawn(one.Activity)} {one.Status}")
            .Prepend($"Workflow {(hasEnded ? ActivityStatus.Completed : ActivityStatus.Running)}");
    }

    private static IEnumerable<string> Incidents(WorldInstance instance) =>
        instance.Events.OfType<Event.ActivityFaulted>().Select(faulted => Drawn(faulted.Activity));

    /// <summary>An activity inside a workflow used as an activity has the path to it in its id.</summary>
    private static string Drawn(ActivityId id) => id.Value.Split(':')[^1];

    private static IEnumerable<string> Texts(JsonElement owner, string name) =>
        owner.GetProperty(name).EnumerateArray().Select(item => item.GetString() ?? "");

    /// <summary>Where a stimulus was given is compared, its title is not.</summary>
    private static string Lines(IEnumerable<string> lines, bool isOrdered) =>
        Listed(lines.Select(line => line.StartsWith("-- ", StringComparison.Ordinal) ? "--" : line), isOrdered);

    private static string Listed(IEnumerable<string> items, bool isOrdered) =>
        "[" + string.Join(" | ", isOrdered ? items : items.Order(StringComparer.Ordinal)) + "]";

    private static string Members(IEnumerable<KeyValuePair<string, JsonElement>> members) => "{" + string.Join(", ",
        members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key}: {Canonical(member.Value)}")) + "}";

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Members(value.EnumerateObject()
            .Select(member => KeyValuePair.Create(member.Name, member.Value))),
        JsonValueKind.Array => "[" + string.Join(", ", value.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.Number when value.TryGetDecimal(out var number) => $"{number / 1.0000000000000000000000000000m}",
        JsonValueKind.String when Guid.TryParse(value.GetString(), out _) => "'<id>'",
        JsonValueKind.String => $"'{value.GetString()}'",
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"^Workflow\d+ ")]
    private static partial Regex Wrapper();
}
