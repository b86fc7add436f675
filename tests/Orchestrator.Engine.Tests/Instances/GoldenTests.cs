using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Instances;

/// <summary>
/// One stored sample of every kind, kept for ever: what a journal holds today must be read in ten years. A change of
/// meaning is a new kind with a sample of its own; these files are never rewritten.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Instances", "Golden");

    public static TheoryData<string> Commands => [.. Names("commands")];

    public static TheoryData<string> ByHand => [.. Names("operations")];

    /// <summary>What a wait is for, and what came of an effect: each within the event that carries it.</summary>
    public static TheoryData<string, string> All =>
    [
        .. from folder in (string[])["events", "stimuli", "outcomes"]
           from name in Names(folder)
           select (folder, name),
    ];

    [Theory, MemberData(nameof(All))]
    public void A_stored_event_is_read_written_the_same_and_applies(string folder, string name)
    {
        var stored = Stored(folder, name);

        var happened = EngineJson.DeserializeEvents(stored);

        Assert.Equal(Encoding.UTF8.GetString(stored), Encoding.UTF8.GetString(EngineJson.Serialize(happened)));
        var before = Running();
        Assert.Equal(before.Sequence + 1, happened.Aggregate(before, Applier.Apply).Sequence);
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_stored_command_is_read_and_written_the_same(string name)
    {
        var stored = Stored("commands", name);

        var written = EngineJson.Serialize(EngineJson.DeserializeCommand(stored));

        Assert.Equal(Encoding.UTF8.GetString(stored), Encoding.UTF8.GetString(written));
    }

    [Theory, MemberData(nameof(ByHand))]
    public void A_stored_operation_is_read_and_written_the_same(string name)
    {
        var stored = Stored("operations", name);

        var written = EngineJson.Serialize(EngineJson.DeserializeCommand(stored));

        Assert.Equal(Encoding.UTF8.GetString(stored), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void Every_kind_has_its_sample()
    {
        Assert.Equal(Kinds<Operation>(), Names("operations"));
        Assert.Equal(Kinds<Event>(), Names("events"));
        Assert.Equal(Kinds<Command>(), Names("commands"));
        Assert.Equal(Kinds<Stimulus>(), Names("stimuli"));
        Assert.Equal(Kinds<EffectOutcome>(), Names("outcomes"));
    }

    /// <summary>A state in which every sample has somebody to happen to.</summary>
    private static InstanceState Running() =>
        new[] { "instance-started", "activity-started", "bookmark-created", "effect-asked" }
            .SelectMany(name => EngineJson.DeserializeEvents(Stored("events", name)))
            .Aggregate(InstanceState.None, Applier.Apply);

    private static byte[] Stored(string folder, string name) =>
        Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, folder, $"{name}.json")).TrimEnd());

    private static ImmutableArray<string> Names(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal),
    ];

    private static ImmutableArray<string> Kinds<T>() =>
    [
        .. typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(kind => kind.TypeDiscriminator!.ToString()!).Order(StringComparer.Ordinal),
    ];
}
