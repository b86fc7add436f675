using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orchestrator.Architecture.Tests.Rules;

/// <summary>
/// What the house does not do: ask the machine's clock, sleep in a test, hide SQL where no SQL belongs.
/// </summary>
public static partial class Habits
{
    private static readonly string[] Clocks =
        ["DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow"];

    public static IEnumerable<Finding> MachineClock(SourceFile file) =>
        from access in file.All<MemberAccessExpressionSyntax>()
        let text = access.ToString()
        let clock = Clocks.FirstOrDefault(clock => text == clock || text == $"System.{clock}")
        where clock is not null
        select file.At(access, $"'{clock}' asks the machine: time is an argument, and the edge asks a TimeProvider");

    public static IEnumerable<Finding> Sleeps(SourceFile file) =>
        from call in file.All<InvocationExpressionSyntax>()
        let target = call.Expression.ToString()
        where target.EndsWith("Thread.Sleep", StringComparison.Ordinal) || (target == "Task.Delay" && IsSpan(call))
        select file.At(call, $"'{call}' sleeps: wait for the signal that the work is done, or move the clock");

    public static IEnumerable<Finding> SqlOutsideItsRooms(SourceFile file) =>
        from text in file.All<ExpressionSyntax>()
        where text is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax
        where !MayHoldSql(file) && Statement().IsMatch(text.ToString())
        select file.At(text, "an SQL statement stands here; SQL belongs to the Runtime, to Supervision and to the " +
            "Server's Identity room");

    private static bool MayHoldSql(SourceFile file) => file.Project switch
    {
        "Orchestrator.Runtime" or "Orchestrator.Supervision" => true,
        "Orchestrator.Server" => file.Room == "Identity",
        _ => false,
    };

    /// <summary>A duration spelled out. A delay without end that only a token stops is a wait, not a sleep.</summary>
    private static bool IsSpan(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments is [var first, ..] && first.Expression switch
        {
            LiteralExpressionSyntax => true,
            InvocationExpressionSyntax made =>
                made.Expression.ToString().StartsWith("TimeSpan.From", StringComparison.Ordinal),
            _ => false,
        };

    [GeneratedRegex(
        @"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+[\w.]+\s+(AS\s+\w+\s+)?SET|DELETE\s+FROM)\b",
            RegexOptions.Singleline)]
    private static partial Regex Statement();
}
