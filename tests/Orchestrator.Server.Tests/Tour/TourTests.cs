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

        var lines = (await told).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("", await complained + string.Join('\n', lines.Where(line => line.Contains('✗'))));
        Assert.Equal(0, tour.ExitCode);
        Assert.All(lines, line => Assert.Matches(@"^2026-\d\d-\d\d ", line));
    }
}
