using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>What stands above the form of a task, for whoever is asked.</summary>
internal static class Facts
{
    public static async Task<IReadOnlyDictionary<string, string>> Of(RunningDistrict district, Guid task)
    {
        var stop = TestContext.Current.CancellationToken;
        var (sheet, problem) = await new ReadTask(district.Db, district.Part<FormActs>())
            .Run(task, await district.Asked(task), stop);
        Assert.Null(problem);
        return sheet!.Setting.Facts.GroupBy(fact => fact.Label)
            .ToDictionary(group => group.Key, group => string.Join('\n', group.Select(fact => fact.Text)));
    }
}
