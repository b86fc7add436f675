using System.Globalization;
using Orchestrator.Bench;

const string Usage = "dotnet run -c Release --project bench -- start|timers|resume --n N --json FILE";

string? Option(string name) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

if (args is not [var scenario, ..] || !Scenarios.Names.Contains(scenario)
    || !int.TryParse(Option("--n"), CultureInfo.InvariantCulture, out var n) || n < 1)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

await using var bed = await Bed.Lay(CancellationToken.None);

// What is compiled at first use is compiled before anything is measured.
await Scenarios.Run(bed, scenario, Math.Min(n, Scenarios.WarmUp), CancellationToken.None);
var measured = await Scenarios.Run(bed, scenario, n, CancellationToken.None);
var json = measured.ToJson();
Console.WriteLine(json);
if (Option("--json") is { } file)
    await File.WriteAllTextAsync(file, json + "\n");
return 0;
