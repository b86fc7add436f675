using System.Collections.Concurrent;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Whoever reads the log cannot act for a unit.</summary>
public sealed class LinklessConsoleTests
{
    private const string Token = "hN2-SECRET_0123456789abcdefghijklmnopqrstuv";

    [Fact]
    public async Task The_link_of_a_task_is_never_logged_even_when_everything_else_is()
    {
        var said = new ConcurrentQueue<string>();
        var data = System.IO.Directory.CreateTempSubdirectory("orchestrator-log-");
        await using var database = await TestDatabase.Create();
        var process = Programs.Start(
            ["serve", "--port", "0", "--data", data.FullName],
            ("ConnectionStrings__Orchestrator", database.ConnectionString), ("Logging__LogLevel__Default", "Trace"));
        try
        {
            var address = await Programs.Listening(process, said);
            Assert.NotNull(address);
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            using var answer = await http.GetAsync(
                new Uri($"/t/{Token}?task=1", UriKind.Relative), TestContext.Current.CancellationToken);
        }
        finally
        {
            await Programs.End(process);
            data.Delete(recursive: true);
        }

        Assert.Contains(said, line => line.Contains("Request starting", StringComparison.Ordinal)
            && line.Contains("/t/***", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains("SECRET", StringComparison.Ordinal));

        // It is a live database, and no relay was set.
        Assert.Contains(said, line => line.Contains("No mail leaves this live database", StringComparison.Ordinal));
    }
}
