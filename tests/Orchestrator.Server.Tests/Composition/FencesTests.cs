using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Orchestrator.Server.Composition;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>How often somebody may ask.</summary>
public sealed class FencesTests
{
    private const int InAMinute = 6_000;

    [Fact]
    public void A_stranger_with_a_new_key_on_every_request_has_the_budget_of_one_address()
    {
        using var limiter = Fences.Limiter();

        var passed = Enumerable.Range(0, InAMinute + 100)
            .Count(number => limiter.AttemptAcquire(Request("203.0.113.7", $"guess-{number}")).IsAcquired);

        Assert.Equal(InAMinute, passed);
        Assert.True(limiter.AttemptAcquire(Request("203.0.113.8", "guess")).IsAcquired);
    }

    [Fact]
    public void A_system_that_is_known_keeps_its_own_budget_beside_strangers_of_its_address()
    {
        using var limiter = Fences.Limiter();
        for (var number = 0; number <= InAMinute; number++)
            limiter.AttemptAcquire(Request("203.0.113.7", $"guess-{number}"));

        var known = Request("203.0.113.7", "right");
        known.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("client", "门户")], "Credentials"));

        Assert.True(limiter.AttemptAcquire(known).IsAcquired);
    }

    private static DefaultHttpContext Request(string address, string key)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/api/v1/campaigns";
        context.Request.Headers["X-Api-Key"] = key;
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }
}
