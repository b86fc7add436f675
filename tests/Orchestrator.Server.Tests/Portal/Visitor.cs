using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.Server.Tests.Portal;

/// <summary>
/// Somebody in front of the portal, with the cookies and the form token of a browser, at an address of their own: how
/// often strangers may guess is counted by address.
/// </summary>
internal sealed partial class Visitor(LiveServer server, int number)
{
    private readonly Dictionary<string, string> cookies = [];
    private string forgery = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Of another system; null: a person's browser.</summary>
    public string? ApiKey { get; init; }

    public async Task SignIn(string email)
    {
        // Invited where nobody did.
        await server.TokenOf(email, Stop);
        var password = email == LiveServer.Administrator ? server.AdministratorPassword : LiveServer.Password;
        var answer = await Post("/sign-in", ("email", email), ("password", password));
        Assert.True(answer.Location == "/", answer.Text);
        await Get("/");
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    /// <summary>With the form token of the page; where it shows none, with the last one that was seen.</summary>
    public async Task<Answer> Post(string path, params IEnumerable<(string Name, string Value)> fields)
    {
        await Get(path);
        return await Send(HttpMethod.Post, path, new FormUrlEncodedContent(fields
            .Append(("__RequestVerificationToken", forgery))
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2))));
    }

    /// <summary>As a form with files is sent, with one field.</summary>
    public async Task<Answer> PostPart(string path, string name, string value)
    {
        await Get(path);
        return await Send(HttpMethod.Post, path, new MultipartFormDataContent
        {
            { new StringContent(forgery), "__RequestVerificationToken" }, { new StringContent(value), name },
        });
    }

    private async Task<Answer> Send(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"203.0.113.{number}"));
        request.Headers.Add("Cookie", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        if (ApiKey is not null)
            request.Headers.Add("X-Api-Key", ApiKey);
        var answer = await server.Send(request, Stop);
        foreach (var (name, value) in answer.Cookies.Select(set => set.Split(';')[0].Split('=', 2))
            .Where(pair => pair[0] != "session" || !cookies.ContainsKey("session")).Select(pair => (pair[0], pair[1])))
            cookies[name] = value;
        if (Forgery().Match(answer.Text) is { Success: true } token)
            forgery = token.Groups[1].Value;
        return answer;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Forgery();
}
