using System.Runtime;

namespace Orchestrator.Bench;

/// <summary>
/// Runs until the compiler has nothing left to improve, as it has in a server that runs for a while. Otherwise a small
/// N measures the compiler: two seconds of it, on 1,000 answers.
/// </summary>
internal static class WarmUp
{
    private const int MostRounds = 20;

    /// <summary>In a row: on a busy machine the compiler lags behind what it has been asked for.</summary>
    private const int QuietRounds = 3;

    /// <summary>Methods compiled during a round that no longer count.</summary>
    private const int Quiet = 20;

    public static async Task Run(Func<Task> round)
    {
        for (var (rounds, quiet) = (0, 0); rounds < MostRounds && quiet < QuietRounds; rounds++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            await round();
            quiet = JitInfo.GetCompiledMethodCount() - before < Quiet ? quiet + 1 : 0;
        }
    }
}
