using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Conformance;

/// <summary>A case as it was recorded: definitions, what is done to them, and the trace of the real server.</summary>
public sealed class RecordedCase
{
    private static readonly ImmutableHashSet<string> OrderedByChance = ["e23", "g09", "k09", "k16"];

    private RecordedCase(string name, JsonElement json)
    {
        Name = name;
        Run = json.GetProperty("run");
        Definitions = [.. json.GetProperty("definitions").EnumerateArray()];
        Stimuli = [.. json.GetProperty("stimuli").EnumerateArray()];
        Strategy = json.Member("defaultIncidentStrategy")?.AsText() is { } strategy
            && strategy.Contains("Continue", StringComparison.Ordinal)
            ? IncidentStrategy.ContinueWithIncidents
            : IncidentStrategy.Fault;
        Counter = json.GetProperty("expected").GetProperty("counter");
        Token = json.GetProperty("expected").Member("token") ?? Counter;
    }

    public string Name { get; }
    public JsonElement Run { get; }
    public ImmutableArray<JsonElement> Definitions { get; }
    public ImmutableArray<JsonElement> Stimuli { get; }
    public IncidentStrategy Strategy { get; }
    public JsonElement Counter { get; }
    public JsonElement Token { get; }

    /// <summary>False where the recorded order of lines came from random ids.</summary>
    public bool IsOrdered => !OrderedByChance.Contains(Name[..3]);

    /// <summary>Types of activities that the definitions of the case use.</summary>
    public IEnumerable<string> ActivityTypes => Definitions.Concat(Imported()).SelectMany(TypesIn).Distinct();

    public JsonElement Expected(FlowchartMode mode) => mode == FlowchartMode.Token ? Token : Counter;

    public static RecordedCase Read(string path) =>
        new(Path.GetFileNameWithoutExtension(path), Json.Parse(File.ReadAllText(path)));

    public static IEnumerable<RecordedCase> In(string folder) =>
        Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read);

    public static TimeSpan Span(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private IEnumerable<JsonElement> Imported() =>
        Stimuli.Select(stimulus => stimulus.Member("import")).OfType<JsonElement>();

    private static IEnumerable<string> TypesIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(TypesIn),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => TypesIn(member.Value))
            .Concat(json.Member("id") is not null && json.Member("version") is not null
                && json.Member("type") is { ValueKind: JsonValueKind.String } type
                ? [type.GetString()!]
                : []),
        _ => [],
    };
}
