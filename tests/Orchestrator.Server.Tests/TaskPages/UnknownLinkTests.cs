using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>What a stranger posts behind a link that nobody was given.</summary>
public sealed class UnknownLinkTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_that_nobody_was_given_says_what_to_do_and_nothing_of_any_case()
    {
        var page = await server.Get("/t/no-such-link", null, Stop);
        var asks = await server.Get("/t/no-such-link/extension", null, Stop);

        Assert.All([page, asks], answer => Assert.Equal(404, answer.Status));
        Assert.All([page, asks], answer => Assert.Contains("SU066", answer.Text, StringComparison.Ordinal));
        Assert.Contains("请使用最近一封邮件中的链接", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_behind_an_unknown_link_is_answered_before_it_is_read()
    {
        var address = server.Http.BaseAddress!;
        using var client = new TcpClient(address.Host, address.Port);
        await using var stream = client.GetStream();

        // Of a hundred megabytes only the beginning comes: whoever reads on waits for ever.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            POST /t/no-such-link HTTP/1.1
            Host: {address.Authority}
            Content-Type: multipart/form-data; boundary=x
            Content-Length: 100000000

            --x
            """.ReplaceLineEndings("\r\n")), Stop);
        using var reader = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 302 Found", await reader.ReadLineAsync(Stop));
    }
}
