using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;
using Xunit.Sdk;

namespace Orchestrator.Server.Tests;

/// <summary>
/// The real program in a process of its own, on a training database of its own that begins on 2026-03-02, with the
/// sample district and the shipped processes. For a test class (<c>IClassFixture&lt;LiveServer&gt;</c>).
/// </summary>
public sealed class LiveServer : IAsyncLifetime
{
    public const string Administrator = "administrator@gov.yunze.example.test";
    public const string Director = "o02.head@gov.yunze.example.test";
    public const string Officer = "o02.liaison@gov.yunze.example.test";
    public const string Chair = "o01.head@gov.yunze.example.test";
    public const string Department = "d06.liaison@gov.yunze.example.test";

    /// <summary>Of everybody but the administrator.</summary>
    public const string Password = "correct horse battery";

    private readonly ConcurrentQueue<string> said = new();
    private readonly ConcurrentDictionary<string, string> tokens = new();
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("orchestrator-live-");
    private TestDatabase? database;
    private bool isShared;
    private Process? process;

    public HttpClient Http { get; private set; } = new();
    public string AdministratorPassword { get; private set; } = "";
    public TestDatabase Database => database!;

    /// <summary>A database that somebody else made and drops; null: one of its own.</summary>
    public TestDatabase? Shared { init => (database, isShared) = (value, value is not null); }

    /// <summary>False for a live database, which somebody else founded so and furnished.</summary>
    public bool IsTraining { get; init; } = true;

    /// <summary>Further settings of the program.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Everything that the program wrote so far.</summary>
    public string Said => string.Join('\n', said);

    public async ValueTask InitializeAsync()
    {
        database ??= await TestDatabase.Create();
        if (!await Start())
            throw new InvalidOperationException($"the server ended: {Said}");
        // Only the first server of a database says it.
        AdministratorPassword = said
            .SingleOrDefault(line => line.StartsWith("one-time password: ", StringComparison.Ordinal))?
            .Split(": ")[1] ?? "";
    }

    /// <summary>
    /// Starts it with a fault point armed (<see cref="Fault"/>), asks for something, and expects it to be killed there:
    /// by what was asked, or by what it does of its own accord.
    /// </summary>
    public async Task DieAt(string fault, Func<Task<Answer>> ask)
    {
        await End();
        if (await Start(fault))
        {
            // Whoever asked gets no answer; what the death cut off says nothing.
            var silence = await Record.ExceptionAsync(async () =>
                Assert.Fail($"{fault} was not reached: {(await ask()).Text}"));
            Assert.IsNotType<FailException>(silence);
            await process!.WaitForExitAsync();
        }

        Assert.True(process!.ExitCode == 137, $"it ended with {process.ExitCode}, not by SIGKILL: {Said}");
    }

    /// <summary>Starts it again, with nothing armed.</summary>
    public async Task Revive() => Assert.True(await Start(), Said);

    /// <summary>As a power cut ends it: SIGKILL.</summary>
    public Task Kill()
    {
        process!.Kill();
        return process.WaitForExitAsync();
    }

    /// <summary>As an operator ends it; nothing where it is dead already.</summary>
    public Task End() => process is null ? Task.CompletedTask : Programs.End(process);

    /// <returns>Whether it came so far as to listen.</returns>
    private async Task<bool> Start(string? fault = null)
    {
        process?.Dispose();
        process = Programs.Start(
            [
                "serve", "--port", "0", "--data", data.FullName,
                .. IsTraining ? ["--training", "--begin", "2026-03-02T01:00:00Z"] : Array.Empty<string>(),
            ],
            [
                ("ConnectionStrings__Orchestrator", Database.ConnectionString),
                (Fault.Setting, fault ?? ""), .. Settings,
            ]);
        if (await Programs.Listening(process, said) is not { } address)
            return false;
        Http.Dispose();
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        { BaseAddress = new Uri(address) };
        return true;
    }

    /// <summary>A bearer token of a person, who is invited first where nobody did.</summary>
    public async Task<string> TokenOf(string email, CancellationToken stop)
    {
        if (tokens.TryGetValue(email, out var known))
            return known;
        if (email != Administrator)
            await Invite(email, stop);
        var password = email == Administrator ? AdministratorPassword : Password;
        var answer = await Post("/api/v1/tokens", new { email, password }, null, stop);
        return tokens[email] = answer.Body.GetProperty("token").GetString()!;
    }

    public async Task<Answer> Get(string path, string? token, CancellationToken stop) =>
        await Send(HttpMethod.Get, path, null, token, stop);

    public async Task<Answer> Post(string path, object? body, string? token, CancellationToken stop) =>
        await Send(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), token, stop);

    public async Task<Answer> Send(
        HttpMethod method, string path, HttpContent? content, string? token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Add("Authorization", $"Bearer {token}");
        return await Send(request, stop);
    }

    public async Task<Answer> Send(HttpRequestMessage request, CancellationToken stop)
    {
        using var response = await Http.SendAsync(request, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        var type = response.Content.Headers.ContentType?.MediaType;
        return new Answer((int)response.StatusCode, type, text)
        {
            Cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [],
            Location = response.Headers.Location?.OriginalString,
        };
    }

    private async Task Invite(string email, CancellationToken stop)
    {
        var administrator = await TokenOf(Administrator, stop);
        var invited = await Post("/api/v1/invitations", new { email }, administrator, stop);
        var token = invited.Body.GetProperty("token").GetString();
        var accepted = await Post("/api/v1/invitations/accept", new { token, password = Password }, null, stop);
        Assert.Equal(204, accepted.Status);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await End();
        if (database is not null && !isShared)
            await database.DisposeAsync();
        data.Delete(recursive: true);
    }
}
