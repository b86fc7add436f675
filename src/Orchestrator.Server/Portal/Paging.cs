using System.Globalization;

namespace Orchestrator.Server.Portal;

/// <summary>Which part of a list a page shows. The links keep whatever the list is filtered by.</summary>
public sealed record Paging(int Page, int Total)
{
    public const int Size = 50;

    public int Last => Math.Max(1, (Total + Size - 1) / Size);
    public int Skip => (Page - 1) * Size;

    /// <summary>The query of the list with another page in it.</summary>
    public required IQueryCollection Query { get; init; }

    public string To(int page) => "?" + string.Join('&', Query.Where(pair => pair.Key != "p")
        .SelectMany(pair => pair.Value.Select(value => (pair.Key, Value: value ?? "")))
        .Append((Key: "p", Value: page.ToString(CultureInfo.InvariantCulture)))
        .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
