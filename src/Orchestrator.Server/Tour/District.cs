using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Server.Tour;

/// <summary>Everybody who has an account, and the clock: all through the public API.</summary>
internal sealed class District(TourServer server, string apiKey) : IDisposable
{
    public const string Director = "o02.head@gov.yunze.example.test";
    public const string Chief = "chief.inspector@gov.yunze.example.test";
    public const string Officer = "o02.liaison@gov.yunze.example.test";
    public const string Leader = "i001@inspector.yunze.example.test";
    public const string Department = "d06.liaison@gov.yunze.example.test";

    // For accounts that end with the tour.
    private const string Password = "correct horse battery staple";
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);
    private readonly HttpClient http = new() { BaseAddress = server.Address };
    private readonly Dictionary<string, string> tokens = [];

    /// <summary>The day on the clock, yyyy-MM-dd in Shanghai.</summary>
    public string Today { get; private set; } = DayOf(At(WorkedExample.Begins));

    /// <param name="local">Shanghai time, yyyy-MM-dd HH:mm.</param>
    public static DateTimeOffset At(string local) => new(
        DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Shanghai);

    /// <summary>The day in Shanghai, yyyy-MM-dd.</summary>
    public static string DayOf(DateTimeOffset instant) =>
        instant.ToOffset(Shanghai).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Returns when everything that came due on the way has happened and the mails are out.</summary>
    public async Task GoTo(string local, CancellationToken stop)
    {
        var clock = await Post(
            server.Administrator, "/api/v1/training/clock", new { to = At(local), next = false }, stop);
        Today = DayOf(clock.GetProperty("now").GetDateTimeOffset());
    }

    /// <summary>What another system starts with its key; the status tells a first call from a repeated one.</summary>
    public async Task<(int Status, JsonElement Body)> Start(object campaign, string key, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/campaigns")
        {
            Content = JsonContent.Create(campaign),
        };
        request.Headers.Add("X-Api-Key", apiKey);
        request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, stop);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(stop));
    }

    public async Task<JsonElement> Get(string person, string path, CancellationToken stop)
    {
        using var request = await Request(HttpMethod.Get, person, path, stop);
        using var response = await http.SendAsync(request, stop);
        return await Body(response, path, stop);
    }

    public async Task<byte[]> Download(string person, string path, CancellationToken stop)
    {
        using var request = await Request(HttpMethod.Get, person, path, stop);
        using var response = await http.SendAsync(request, stop);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsByteArrayAsync(stop)
            : throw Stopped(response, path, await response.Content.ReadAsStringAsync(stop));
    }

    public async Task<JsonElement> Post(string person, string path, object body, CancellationToken stop)
    {
        using var request = await Request(HttpMethod.Post, person, path, stop);
        request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, stop);
        return await Body(response, path, stop);
    }

    /// <summary>The person's open tasks with this form; of one case, where one is named.</summary>
    public async Task<IReadOnlyList<JsonElement>> Tasks(
        string person, string form, School? of, CancellationToken stop) =>
    [
        .. (await Get(person, "/api/v1/tasks?take=200", stop)).GetProperty("rows").EnumerateArray()
            .Where(task => task.GetProperty("form").GetString() == form
                && (of is null || task.GetProperty("unitInspection").GetString() == of.Inspection)),
    ];

    /// <summary>Answers every open task with this form, of one case or of all; at least one is expected.</summary>
    public async Task Answer(string person, string form, School? of, object answer, CancellationToken stop)
    {
        var open = await Tasks(person, form, of, stop);
        if (open.Count == 0)
            throw new TourStoppedException($"expected {person} to have a task '{form}' {of?.Code}, found none");
        foreach (var task in open)
            await Post(person, $"/api/v1/tasks/{task.GetProperty("id").GetString()}/answer", answer, stop);
    }

    public Task<JsonElement> Case(School school, CancellationToken stop) =>
        Get(Director, $"/api/v1/inspections/{school.Inspection}", stop);

    /// <summary>The problem items of a case, by number.</summary>
    public async Task<IReadOnlyList<JsonElement>> Items(School school, CancellationToken stop) =>
    [
        .. (await Get(Director, "/api/v1/items?take=200", stop)).GetProperty("rows").EnumerateArray()
            .Where(item => item.GetProperty("unitInspection").GetString() == school.Inspection)
            .OrderBy(item => item.GetProperty("number").GetInt32()),
    ];

    /// <summary>The orders of a case with what they list, first order first.</summary>
    public async Task<IReadOnlyList<JsonElement>> Orders(School school, CancellationToken stop)
    {
        var orders = new List<JsonElement>();
        var all = await Get(Director, "/api/v1/orders?take=200", stop);
        foreach (var order in all.GetProperty("rows").EnumerateArray())
        {
            if (order.GetProperty("unitInspection").GetString() == school.Inspection)
                orders.Insert(0, await Get(Director, $"/api/v1/orders/{order.GetProperty("id").GetString()}", stop));
        }

        return orders;
    }

    /// <summary>Everything in the built-in mailbox, newest first: read by the administrator.</summary>
    public async Task<IReadOnlyList<JsonElement>> Mails(string recipient, CancellationToken stop)
    {
        var (mails, before) = (new List<JsonElement>(), "");
        while (true)
        {
            var page = await Get(server.Administrator,
                $"/api/v1/mailbox?recipient={Uri.EscapeDataString(recipient)}{before}", stop);
            if (page.GetArrayLength() == 0)
                return mails;
            mails.AddRange(page.EnumerateArray());
            before = $"&before={Uri.EscapeDataString(mails[^1].GetProperty("settledAt").GetString()!)}";
        }
    }

    public Task<JsonElement> Mail(JsonElement listed, CancellationToken stop) =>
        Get(server.Administrator, $"/api/v1/mailbox/{listed.GetProperty("id").GetString()}", stop);

    public void Dispose() => http.Dispose();

    private async Task<HttpRequestMessage> Request(
        HttpMethod method, string person, string path, CancellationToken stop)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", await Token(person, stop));
        return request;
    }

    private async Task<string> Token(string person, CancellationToken stop)
    {
        if (tokens.TryGetValue(person, out var known))
            return known;
        var password = person == server.Administrator ? server.AdministratorPassword : await Invited(person, stop);
        var answer = await Anonymous("/api/v1/tokens", new { email = person, password }, stop);
        return tokens[person] = answer.GetProperty("token").GetString()!;
    }

    private async Task<string> Invited(string person, CancellationToken stop)
    {
        var invitation = await Post(server.Administrator, "/api/v1/invitations", new { email = person }, stop);
        var token = invitation.GetProperty("token").GetString();
        await Anonymous("/api/v1/invitations/accept", new { token, password = Password }, stop);
        return Password;
    }

    private async Task<JsonElement> Anonymous(string path, object body, CancellationToken stop)
    {
        using var response = await http.PostAsJsonAsync(path, body, stop);
        return await Body(response, path, stop);
    }

    private static async Task<JsonElement> Body(HttpResponseMessage response, string path, CancellationToken stop)
    {
        var text = await response.Content.ReadAsStringAsync(stop);
        if (!response.IsSuccessStatusCode)
            throw Stopped(response, path, text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static TourStoppedException Stopped(HttpResponseMessage response, string path, string text) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)response.StatusCode} {text}"));
}
