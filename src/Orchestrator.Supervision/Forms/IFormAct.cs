using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Forms;

/// <summary>An open task with the object it is about.</summary>
public sealed record TaskOnHand
{
    public required Guid Id { get; init; }
    public required string Form { get; init; }
    public required string Title { get; init; }
    public required Case Subject { get; init; }
    public required AssigneeRole Role { get; init; }

    /// <summary>The version whose forms, mails and documents this task uses.</summary>
    public required DefinitionVersion Definition { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }
}

/// <summary>A file handed in with an answer; its bytes are already kept.</summary>
public sealed record HandedFile(byte[] Sha256, string FileName, string MediaType, long SizeBytes);

/// <summary>An answer that fits its form. Rules of the subject are still to be asked.</summary>
public sealed record FormAnswer
{
    public required TaskOnHand Task { get; init; }
    public required Actor Actor { get; init; }
    public required string Outcome { get; init; }

    /// <summary>An object with the form's fields; absent ones are absent.</summary>
    public required JsonElement Content { get; init; }
    public ImmutableArray<HandedFile> Files { get; init; } = [];

    /// <summary>The business clock, UTC.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What a person sees above the form and may choose from in it.</summary>
public sealed record FormSetting
{
    public static readonly FormSetting Plain = new();

    /// <summary>Label and text, in order: what the person should know before answering.</summary>
    public ImmutableArray<(string Label, string Text)> Facts { get; init; } = [];

    /// <summary>
    /// Options of Choice and Choices fields that the form leaves open, by field name; <c>rows.field</c> inside Rows.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<FormOption>> Options { get; init; } =
        ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty;

    /// <summary>An object with values to begin with, also rows.</summary>
    public JsonElement Values { get; init; } = Json.EmptyObject;
}

/// <summary>What came of an answer: a refusal that changed nothing, or the port the drawing continues from.</summary>
public abstract record ActOutcome
{
    private ActOutcome() { }

    public sealed record Refused(Problem Problem) : ActOutcome;

    public sealed record Done(string Outcome) : ActOutcome;
}

/// <summary>
/// The use case behind one form (docs/adr/0002). <c>AnswerTask</c> is its only caller: it has locked the task, checked
/// the right and the form, and closes the task and resumes the wait afterwards, in one transaction.
/// </summary>
public interface IFormAct
{
    /// <summary>The form's file name without its extension.</summary>
    string Form { get; }

    /// <summary>What it takes from an answer.</summary>
    FormNeeds Needs { get; }

    /// <summary>Outcomes that no button has: the act itself decides for them.</summary>
    ImmutableArray<string> OwnOutcomes => [];

    /// <summary>Letters that are sent about its task and that no drawing names: reminders of the task itself.</summary>
    ImmutableArray<string> Letters => [];

    /// <summary>The right it takes; some forms serve several roles.</summary>
    Act RightFor(TaskOnHand task);

    /// <summary>Reads only.</summary>
    Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop);

    /// <summary>Locks the object, checks the move and the guards, writes, audits, queues letters.</summary>
    Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop);
}
