using System.Net;
using Orchestrator.Runtime.Http;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Http;

public sealed class AddressFenceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    public void An_address_that_is_not_the_internet_is_reached_only_where_it_is_listed(string address)
    {
        Assert.False(Fence(null).MayReach("a.example", IPAddress.Parse(address)));
        Assert.True(Fence("a.example").MayReach("A.example.", IPAddress.Parse(address)));
        Assert.False(Fence("*.a.example").MayReach("a.example", IPAddress.Parse(address)));
        Assert.True(Fence("*.a.example").MayReach("x.a.example", IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2400:3200::1")]
    public void The_internet_is_reached_in_a_live_district_and_in_training_where_it_is_listed(string address)
    {
        var public_ = IPAddress.Parse(address);

        Assert.True(Fence(null).MayReach("a.example", public_));
        Assert.False(Fence(null, isTraining: true).MayReach("a.example", public_));
        Assert.True(Fence("a.example", isTraining: true).MayReach("a.example", public_));
        Assert.True(Fence(address, isTraining: true).MayReach("b.example", public_));
    }

    [Theory]
    [InlineData("教育.example", "http://教育.example/a")]
    [InlineData("*.教育.example", "http://云泽.教育.example/a")]
    [InlineData("A.example.", "http://a.example/a")]
    public void A_host_is_listed_as_people_write_it(string allowed, string url)
    {
        var host = new Uri(url).IdnHost;

        Assert.True(Fence(allowed, isTraining: true).MayReach(host, IPAddress.Loopback));
    }

    [Theory]
    [InlineData("10.0.0.0/8,?", "Http:Allowed")]
    [InlineData("http://a.example", "Http:Allowed")]
    [InlineData("a b", "Http:Allowed")]
    public void A_setting_that_cannot_be_meant_is_refused(string allowed, string name)
    {
        var (settings, problem) = HttpSettings.Read(asked => asked == name ? allowed : null);

        Assert.Null(settings);
        Assert.Equal(("RT212", name), (problem!.Code, problem.Where));
    }

    [Theory]
    [InlineData(false, "内部网络")]
    [InlineData(true, "演练环境")]
    public async Task A_private_address_is_not_reached_and_the_process_hears_why(bool isTraining, string why)
    {
        await using var site = await TestSite.Answering("{}", Stop);
        await using var caller = await Caller.Create(allowed: null, isTraining);

        var instance = await caller.Call(
            site.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
            Drawn.Input("enableResiliency", "Boolean", "true"));

        Assert.Empty(site.Received);
        var came = await caller.Came(instance);
        Assert.Contains("Failed to connect", came.Text, StringComparison.Ordinal);
        Assert.Equal("RT171", came.Values["Result"].GetProperty("code").GetString());
        Assert.Contains(why, came.Values["Result"].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_to_a_private_address_is_not_followed()
    {
        await using var site = await Redirecting(_ => "http://127.0.0.2:1/metadata");
        await using var caller = await Caller.Create("127.0.0.1");

        var instance = await caller.Call(site.Address);

        Assert.Single(site.Received);
        Assert.Equal("RT171", (await caller.Came(instance)).Values["Result"].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_redirection_to_another_system_takes_no_authorization_along()
    {
        await using var other = await TestSite.Answering("7", Stop);
        await using var site = await Redirecting(path => path == "/first" ? "/second" : other.Address + "/third");
        await using var caller = await Caller.Create("127.0.0.1");

        var instance = await caller.Call(
            site.Address + "/first", Drawn.Input("authorization", "String", "Bearer secret-token"));

        Assert.Equal(["/first", "/second"], site.Received.Select(sent => sent.Path));
        Assert.All(site.Received, sent => Assert.Equal("Bearer secret-token", sent.Headers["Authorization"]));
        Assert.False(Assert.Single(other.Received).Headers.ContainsKey("Authorization"));
        Assert.Equal("7", (await caller.Came(instance)).Values["ParsedContent"].GetRawText());
    }

    [Fact]
    public async Task A_circle_of_redirections_ends_with_the_last_one_as_the_answer()
    {
        await using var site = await Redirecting(path => path + "x");
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address + "/a");

        Assert.Equal(HttpLimits.Redirections + 1, site.Received.Count);
        Assert.Equal("302", (await caller.Came(instance)).Values["StatusCode"].GetRawText());
    }

    private static AddressFence Fence(string? allowed, bool isTraining = false) =>
        new(Caller.Settings(allowed), isTraining);

    private static Task<TestSite> Redirecting(Func<string, string> to) => TestSite.Start(context =>
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = to(context.Request.Path.Value!);
        return Task.CompletedTask;
    }, Stop);
}
