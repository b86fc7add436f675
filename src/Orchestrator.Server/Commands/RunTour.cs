using Orchestrator.Server.Tour;

namespace Orchestrator.Server.Commands;

/// <summary>The worked example of the supervision cycle on a server of its own; not 0 where anything differs.</summary>
public static class RunTour
{
    public static async Task<int> Run(CancellationToken stop)
    {
        await using var server = await TourServer.Open(District.At(WorkedExample.Begins), stop);
        using var district = new District(server, await server.ApiKey("tour", stop));
        var compare = new Comparison(Console.Out, district);
        try
        {
            await new WorkedExample(district, new UnitDoor(district, server.Address), compare).Play(stop);
        }
        catch (TourStoppedException stopped)
        {
            Console.Error.WriteLine($"the tour cannot go on: {stopped.Message}");
            return 1;
        }

        return compare.Conclude();
    }
}
