using System.Globalization;
using Orchestrator.Bench;

string? Option(string name) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

if (args is not [var scenario, ..] || !Scenarios.Names.Contains(scenario)
    || !int.TryParse(Option("--n"), CultureInfo.InvariantCulture, out var n) || n < 1)
{
    Console.Error.WriteLine(
        $"dotnet run -c Release --project bench -- {string.Join('|', Scenarios.Names)} --n N --json FILE");
    return 2;
}

var json = scenario switch
{
    DecideBench.Scenario => (await DecideBench.Run(n)).ToJson(),
    Scenarios.Campaign or Scenarios.Rehearse => (await OnADistrict(scenario, n)).ToJson(),
    _ => (await OnABed(scenario, n)).ToJson(),
};
Console.WriteLine(json);
if (Option("--json") is { } file)
    await File.WriteAllTextAsync(file, json + "\n");
return 0;

static async Task<Measured> OnABed(string scenario, int n)
{
    await using var bed = await Bed.Lay(CancellationToken.None);
    await WarmUp.Run(() => Scenarios.Run(bed, scenario, Scenarios.Round, CancellationToken.None));
    return await Scenarios.Run(bed, scenario, n, CancellationToken.None);
}

static async Task<Measured> OnADistrict(string scenario, int n)
{
    await using var district = await District.Found(CancellationToken.None);

    // Not warmed up: the command that rehearses is a process of its own, which has compiled nothing yet.
    if (scenario == Scenarios.Rehearse)
        return await district.Rehearse(n, CancellationToken.None);
    await WarmUp.Run(() => district.Campaign(District.Round, CancellationToken.None));
    return await district.Campaign(n, CancellationToken.None);
}
