namespace Orchestrator.Server.Tests.Tour;

/// <summary>The tour as a newcomer starts it: a program of its own, everything through the public API.</summary>
public sealed class TourTests
{
    [Fact]
    public async Task The_worked_example_differs_nowhere()
    {
        using var tour = Programs.Start(["tour"]);
        var told = tour.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complained = tour.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tour.WaitForExitAsync(TestContext.Current.CancellationToken);

        var differences = (await told).Split('\n').SkipWhile(line => !line.StartsWith('✗')).Take(12);
        Assert.Equal("", await complained + string.Join('\n', differences));
        Assert.Equal(0, tour.ExitCode);
    }
}
