using Orchestrator.Conformance;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Scripting;

var folder = args.FirstOrDefault() ?? Path.Combine(AppContext.BaseDirectory, "cases");
var only = args.Skip(1).FirstOrDefault() ?? "";
var passed = 0;
var all = 0;
foreach (var recorded in RecordedCase.In(folder).Where(one => one.Name.Contains(only, StringComparison.Ordinal)))
{
    foreach (var mode in (FlowchartMode[])[FlowchartMode.Counter, FlowchartMode.Token])
    {
        var difference = Comparison.Of(recorded, mode, Scripts.Evaluate);
        Console.WriteLine($"{recorded.Name} {mode}: {(difference is null ? "same" : $"differs: {difference}")}");
        passed += difference is null ? 1 : 0;
        all++;
    }
}

Console.WriteLine($"passed {passed} of {all}");
return passed == all ? 0 : 1;
