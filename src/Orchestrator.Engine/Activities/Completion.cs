using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Activities;

/// <summary>How an activity completes.</summary>
/// <param name="Outcomes">Empty where it goes on by no line.</param>
/// <param name="Outputs">By PascalCase name.</param>
internal sealed record Completion(
    ImmutableArray<string> Outcomes, ImmutableDictionary<string, JsonElement> Outputs)
{
    private static readonly ImmutableArray<string> OnlyDone = ["Done"];

    public static readonly Completion Done = new(OnlyDone, Json.Nothing);

    /// <summary>Without an outcome that a line could follow.</summary>
    public static readonly Completion Canceled = new(["Canceled"], Json.Nothing);

    /// <summary>It was ended, and did not come to its end; an outcome that is merely called so did.</summary>
    public bool IsCanceled => ReferenceEquals(this, Canceled);

    public static Completion By(params ImmutableArray<string> outcomes) =>
        outcomes.IsDefaultOrEmpty ? Done : new Completion(outcomes, Json.Nothing);

    public static Completion With(string output, JsonElement value) => new(OnlyDone, Json.Nothing.Add(output, value));
}
