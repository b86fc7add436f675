using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;

namespace Orchestrator.Runtime.Http;

/// <summary>Carries one call to another system, over redirections, and brings back what came of it.</summary>
public sealed class HttpWay : IDisposable
{
    private readonly HttpMessageInvoker client;
    private readonly HttpSettings settings;

    public HttpWay(HttpSettings settings, AddressFence fence)
    {
        this.settings = settings;
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // Each redirection passes the fence like a call of its own, and a proxy would look past it.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = fence.Connect,
            ConnectTimeout = HttpLimits.Connect,
            MaxResponseHeadersLength = HttpLimits.MostHeaderKilobytes,
            PooledConnectionLifetime = HttpLimits.Lease,
        });
    }

    public void Dispose() => client.Dispose();

    /// <param name="call">What is sent.</param>
    /// <param name="key">The Idempotency-Key: the same on every try.</param>
    /// <param name="stop">We are shutting down: that says nothing about the other side.</param>
    /// <exception cref="OperationCanceledException">Only by <paramref name="stop"/>.</exception>
    internal async Task<Reply> Send(CallRequest call, string key, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(settings.Timeout);
        try
        {
            return await Follow(call, key, limit.Token);
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            return new Reply.NotConnected($"在{HttpLimits.Connect.TotalSeconds}秒内没有连上对方。");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Reply.TimedOut($"对方在{settings.Timeout.TotalSeconds}秒内没有答复完。");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return RefusalIn(failure) is { } refused
                ? new Reply.NotConnected(refused.Problem.Message, refused.Problem.Code)
                : new Reply.NotConnected($"没有连上对方，或者连接中断：{Reason(failure)}。");
        }
    }

    private async Task<Reply> Follow(CallRequest call, string key, CancellationToken stop)
    {
        for (var hop = 0; ; hop++)
        {
            using var message = Message(call, key);
            using var response = await client.SendAsync(message, stop);
            if (hop == HttpLimits.Redirections || Redirection.Next(call, response) is not { } next)
                return await Read(call, response, stop);
            call = next;
        }
    }

    private static HttpRequestMessage Message(CallRequest call, string key)
    {
        var message = new HttpRequestMessage(new HttpMethod(call.Method), call.Url);
        foreach (var header in call.Headers)
            message.Headers.TryAddWithoutValidation(header.Name, header.Value);
        message.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (call.ContentType is not { } type)
            return message;
        message.Content = new ByteArrayContent(call.Content);
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return message;
    }

    private static async Task<Reply> Read(CallRequest call, HttpResponseMessage response, CancellationToken stop)
    {
        var most = call.WantsFile ? HttpLimits.MostFileBytes : HttpLimits.MostAnswerBytes;
        var headers = response.Content.Headers;
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        int read;

        // Without content the length says only what a GET would bring.
        var said = call.Method == "HEAD" || (int)response.StatusCode is 204 or 304 ? null : headers.ContentLength;
        while (said is null || said <= most)
        {
            if ((read = await body.ReadAsync(buffer, stop)) == 0)
                return Answer(call, response, content.ToArray());
            content.Write(buffer, 0, read);
            if (content.Length > most)
                break;
        }

        return new Reply.Unusable("RT172",
            $"对方的答复（{(int)response.StatusCode}）期望不超过{most / 1024} KB，实际更大，没有保存；请让对方分页，或改用“Download File”。");
    }

    private static Reply.Answered Answer(CallRequest call, HttpResponseMessage response, byte[] content)
    {
        var headers = response.Content.Headers;
        return new Reply.Answered((int)response.StatusCode, content)
        {
            Headers = Named(response.Headers),
            ContentHeaders = Named(headers),
            MediaType = headers.ContentType?.MediaType,
            Charset = headers.ContentType?.CharSet?.Trim('"'),
            FileName = headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName?.Trim('"')
                ?? WebUtility.UrlDecode(call.Url.Segments[^1]).Trim('/'),
        };
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Named(HttpHeaders headers) =>
        headers.ToImmutableDictionary(header => header.Key, header => header.Value.ToImmutableArray());

    private static AddressRefusedException? RefusalIn(Exception? failure)
    {
        while (failure is not (null or AddressRefusedException))
            failure = failure.InnerException;
        return (AddressRefusedException?)failure;
    }

    /// <summary>What failed, without the address: the framework's own sentence may repeat a query.</summary>
    private static string Reason(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known =>
            known.HttpRequestError.ToString(),
        _ => failure.GetType().Name,
    };
}
