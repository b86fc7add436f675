using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Letters;

/// <summary>A mail M-xx about an object. Who gets it and what it says is the template's business (§15).</summary>
public sealed record LetterOrder
{
    /// <summary>M-02 and so on: <c>mail/M-02.liquid</c> of the version below, else of <c>_shared</c>.</summary>
    public required string Letter { get; init; }
    public required Case Subject { get; init; }

    /// <summary>The version whose template is used.</summary>
    public required DefinitionVersion Definition { get; init; }

    /// <summary>The task that it asks for and whose link it carries.</summary>
    public NewTask? Task { get; init; }

    /// <summary>
    /// For a letter that asks for nothing new: the task whose link it carries. Unset, it is found by what the letter is
    /// about (<see cref="CaseLinks"/>).
    /// </summary>
    public Guid? OpenTask { get; init; }

    /// <summary>The form and the due date of the task that a letter without one speaks of.</summary>
    public (string Form, DateOnly? DueOn)? About { get; init; }

    /// <summary>Part of the key: what makes this another mail than the last of the same letter and object.</summary>
    public required string Occasion { get; init; }

    /// <summary>Whoever submitted, where the letter goes to the submitter (M-05).</summary>
    public Actor? Submitter { get; init; }

    /// <summary>Who signs or decides, where no task asks them; unset: the director.</summary>
    public AssigneeRole? Signer { get; init; }

    /// <summary>Fields beside those of the object, by name.</summary>
    public ImmutableDictionary<string, JsonElement> Fields { get; init; } = Json.Nothing;
    public required DateTimeOffset Now { get; init; }
}

/// <summary>Writes letters as a set: reads the fields, finds the recipients, renders, queues.</summary>
public sealed partial class LetterRoom(LetterTemplates templates, RuleBook rules)
{
    public async Task Send(Tx tx, IReadOnlyList<LetterOrder> letters, CancellationToken stop)
    {
        if (letters.Count == 0)
            return;
        letters = await CaseLinks.Add(tx, letters, stop);
        Case[] subjects = [.. letters.Select(letter => letter.Subject)];
        var fields = await LetterFields.Read(tx, subjects, stop);

        // Letters of one set are written at one moment.
        var book = await AddressBook.Read(tx, subjects, ShanghaiTime.DateOf(letters[0].Now), stop);
        var mails = new List<OutgoingMail>();
        foreach (var letter in letters)
        {
            var variant = fields[letter.Subject.Id].Member("order")?.Member("level")?.AsText();
            var stationery = await templates.Read(tx, letter.Definition, (letter.Letter, variant), stop);
            var pinned = await rules.Read(tx, letter.Subject.Calendar, letter.Subject.Profile, stop);
            mails.AddRange(Mails(letter, stationery, (fields[letter.Subject.Id], book, pinned)));
        }

        await MailRoom.Queue(tx, mails, stop);
    }

    private static IEnumerable<OutgoingMail> Mails(
        LetterOrder letter, Stationery stationery, (JsonElement Fields, AddressBook Book, PinnedRules Rules) known)
    {
        var to = All(stationery.Template.To, letter, known.Book);
        var cc = All(stationery.Template.Cc, letter, known.Book)
            .Where(copy => to.All(one => one.Party.Address != copy.Party.Address)).ToList();
        var said = Said(letter, known.Fields, (known.Book, known.Rules.Profile));
        var subject = OneLine(stationery.Template.Subject.Render(ChineseDate.Throughout(said, ChineseDate.Short)));
        said = ChineseDate.Throughout(said, ChineseDate.Long);
        var body = EmptyLines().Replace(stationery.Template.Body.Render(said).Trim(), "\n\n");
        var task = letter.Task?.Id ?? letter.OpenTask;
        var asked = task is null ? [] : Asked(letter, stationery.Template, known.Book);
        var bodies = new Bodies(link => (stationery.Text(said, body, link), stationery.Html(said, body, link)));
        foreach (var one in to.Concat(cc))
        {
            var link = asked.Contains(one.Party.Address);
            var (text, html) = bodies.Of(link);
            yield return new OutgoingMail
            {
                Key = KeyOf(letter, one.Party),
                Letter = letter.Letter,
                Recipient = one.Party,
                ShownTo = [.. to.Select(other => other.Party)],
                ShownCc = [.. cc.Select(other => other.Party)],
                Subject = subject,
                Text = text,
                Html = html,
                SubjectKind = letter.Subject.Kind.ToString(),
                SubjectId = letter.Subject.Id,
                Thread = letter.Subject.UnitInspection ?? letter.Subject.CampaignIfAny ?? letter.Subject.Id,
                Task = link ? task : null,
                Route = one.Route,
                IsUrgent = IsUrgent(letter, known.Fields),
                NotBefore = IsUrgent(letter, known.Fields)
                    ? letter.Now
                    : ShanghaiTime.AfterQuietHours(letter.Now, known.Rules.Calendar),
            };
        }
    }

    private static string KeyOf(LetterOrder letter, MailParty recipient) => string.Create(
        CultureInfo.InvariantCulture,
        $"{letter.Letter}:{letter.Subject.Id:N}:{letter.Occasion}:{recipient.Address}:"
        + $"{ShanghaiTime.DateOf(letter.Now):yyyy-MM-dd}");

    /// <summary>Whoever gets the link reads the same as the others who do, and the rest the same as the rest.</summary>
    private sealed class Bodies(Func<bool, (string Text, string Html)> write)
    {
        private readonly Dictionary<bool, (string Text, string Html)> written = [];

        public (string Text, string Html) Of(bool link) =>
            written.TryGetValue(link, out var known) ? known : written[link] = write(link);
    }

    private static JsonElement Said(
        LetterOrder letter, JsonElement fields, (AddressBook Book, DeadlineProfile Profile) known) =>
        Json.Of(Members(letter, fields)
            .SetItems([DayWords.Of(known.Profile)])
            .SetItem("officeContact", Json.Of(known.Book.OfficeContact(letter.Subject)))
            .SetItem("now", Json.Of(TimeZoneInfo.ConvertTime(letter.Now, ShanghaiTime.Zone)
                .ToString("yyyy年M月d日HH:mm", CultureInfo.InvariantCulture)))
            .SetItem("today", JsonSerializer.SerializeToElement(ShanghaiTime.DateOf(letter.Now))));

    /// <summary>The answer to a person's own act leaves at once (§3.9), and so does a critical order (E-22).</summary>
    private static bool IsUrgent(LetterOrder letter, JsonElement fields) => letter.Letter is "M-05" or "M-34"
        || fields.Member("order")?.Member("isCritical") is { ValueKind: JsonValueKind.True };

    /// <summary>
    /// Who gets the link. Of a unit's task only the unit, and only where the letter is written to it: whoever holds
    /// that link acts for the unit, so neither a copy nor the department's head may. An official's asks to sign in.
    /// </summary>
    private static HashSet<string> Asked(LetterOrder letter, LetterTemplate template, AddressBook book)
    {
        LetterRole[] roles = letter.Task is { Role: not (AssigneeRole.LiaisonOfficer or AssigneeRole.UnitHead) }
            ? [.. template.To.Concat(template.Cc).Where(role => role == LetterRole.Signer)]
            : [.. template.To.Where(role => role is LetterRole.LiaisonOfficer or LetterRole.UnitHead
                or LetterRole.Submitter)];
        return [.. roles.SelectMany(role => book.Of(role, letter)).Select(one => one.Party.Address)];
    }

    private static List<Addressee> All(ImmutableArray<LetterRole> roles, LetterOrder letter, AddressBook book) =>
        [.. roles.SelectMany(role => book.Of(role, letter)).DistinctBy(one => one.Party.Address)];

    private static ImmutableDictionary<string, JsonElement> Members(LetterOrder letter, JsonElement fields)
    {
        var members = Json.Nothing.SetItems(fields.EnumerateObject()
            .Select(member => KeyValuePair.Create(member.Name, member.Value)));
        if (letter.Task is { } task)
        {
            members = members
                .SetItem("task", Json.Of(task.Title))
                .SetItem("taskDueOn", task.DueOn is { } due ? JsonSerializer.SerializeToElement(due) : Json.Null)
                .SetItem("taskExplanation", Json.Of(task.DueExplanation))
                .SetItems(task.LetterFields);
        }

        return members.SetItems(letter.Fields);
    }

    /// <summary>Where a part of a template does not apply, its paragraph leaves no hole.</summary>
    [GeneratedRegex(@"\n\s*\n\s*\n")]
    private static partial Regex EmptyLines();

    private static string OneLine(string text) => string.Join(' ', text.Split(
        ['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
