using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Letters;

/// <summary>A letter's template with the layout around it.</summary>
public sealed record Stationery(LetterTemplate Template, TextTemplate TextLayout, TextTemplate HtmlLayout)
{
    public string Text(JsonElement said, string body, bool link) => TextLayout.Render(Around(said, body, link));

    public string Html(JsonElement said, string body, bool link) => HtmlLayout.RenderHtml(Around(said, body, link));

    private static JsonElement Around(JsonElement said, string body, bool link) => Json.Of(
    [
        .. said.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)),
        KeyValuePair.Create("body", Json.Of(body)),
        KeyValuePair.Create("paragraphs", Json.Of(body.Split("\n\n").Select(one => Json.Of(one.Trim())))),
        KeyValuePair.Create("link", link ? Json.Of(OutgoingMail.LinkPlaceholder) : Json.Null),
    ]);
}

/// <summary>The letters of published versions. What was read once is kept: a version never changes.</summary>
public sealed class LetterTemplates(DefinitionStore definitions)
{
    private readonly ConcurrentDictionary<(DefinitionVersion, string), Stationery> read = new();

    /// <summary>
    /// <c>mail/M-17.Second.liquid</c> where the letter has a variant of that name, else <c>mail/M-17.liquid</c>,
    /// else the shared one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The version has no such letter, or it cannot be read: the publish
    /// check lets none such through.</exception>
    public async Task<Stationery> Read(
        Tx tx, DefinitionVersion version, (string Letter, string? Variant) wanted, CancellationToken stop)
    {
        if (read.TryGetValue((version, $"{wanted.Letter}.{wanted.Variant}"), out var known))
            return known;
        var (path, file) = await Find(tx, version, wanted, stop)
            ?? throw new InvalidOperationException($"{version} has no letter {wanted.Letter}");
        var (template, problems) = LetterTemplate.Read(path, file.Span);
        return read.GetOrAdd((version, $"{wanted.Letter}.{wanted.Variant}"), new Stationery(
            template ?? throw new InvalidOperationException($"{version}: {string.Join("; ", problems)}"),
            await Layout(tx, version, "_shared/mail/layout.text.liquid", stop),
            await Layout(tx, version, "_shared/mail/layout.html.liquid", stop)));
    }

    /// <summary>For a letter that versions may lack: whoever would send it then sends something else.</summary>
    public async Task<bool> Has(Tx tx, DefinitionVersion version, string letter, CancellationToken stop) =>
        read.ContainsKey((version, $"{letter}.")) || await Find(tx, version, (letter, null), stop) is not null;

    private async Task<(string Path, ReadOnlyMemory<byte> File)?> Find(
        Tx tx, DefinitionVersion version, (string Letter, string? Variant) wanted, CancellationToken stop)
    {
        foreach (var path in (string[])
            [
                $"mail/{wanted.Letter}.{wanted.Variant}.liquid", $"mail/{wanted.Letter}.liquid",
                $"_shared/mail/{wanted.Letter}.liquid",
            ])
        {
            if (await definitions.ReadFile(tx, version, path, stop) is { } file)
                return (path, file);
        }

        return null;
    }

    private async Task<TextTemplate> Layout(Tx tx, DefinitionVersion version, string path, CancellationToken stop)
    {
        var file = await definitions.ReadFile(tx, version, path, stop)
            ?? throw new InvalidOperationException($"{version} has no {path}");
        var (layout, problem) = TextTemplate.Parse(Encoding.UTF8.GetString(file.Span));
        return layout ?? throw new InvalidOperationException($"{version} {path}: {problem}");
    }
}
