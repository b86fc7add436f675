using Orchestrator.Architecture.Tests.Rules;

namespace Orchestrator.Architecture.Tests;

/// <summary>A rule that finds nothing in a bad example holds nothing.</summary>
public sealed class RuleTests
{
    private sealed record Example(string Bad, string Good, Func<SourceFile, IEnumerable<Finding>> Rule);

    private static readonly Dictionary<string, Example> Examples = new()
    {
        ["long file"] = new(Lines(301), Lines(300), Sizes.Files),
        ["long line"] = new(new string('x', 121), new string('x', 120), file => Sizes.Lines(file.Path, file.Text)),
        ["long function"] = new(Function(Lines(39)), Function(Lines(38)), Sizes.Functions),
        ["parameters"] = new(
            "class A { void F(int a, int b, int c, int d, int e) { } }",
            "class A { void F(int a, int b, int c, int d, CancellationToken stop) { } }", Sizes.ParameterLists),
        ["dependencies"] = new("class A(B b, C c, D d, E e, F f);", "class A(B b, C c, D d, E e);", Sizes.Dependencies),
        ["nesting"] = new(
            Function("if (a) { foreach (var b in c) { while (d) { if (e) { } } } }"),
            Function("if (a) { foreach (var b in c) { if (d) { } else if (e) { } } }"), Sizes.Depths),
        ["type name"] = new("class MailService;", "class Database;", Names.Types),
        ["waiting name"] = new(
            "class A { public Task SendAsync() => x; }",
            "class A : IDisposableElsewhere { public Task DisposeAsync() => x; }",
            file => Names.Waits(file, new HashSet<string>())),
        ["region"] = new("#region A\n#endregion", "class A;", Names.Regions),
        ["clock"] = new(Function("var a = DateTime.UtcNow;"), Function("var a = clock.GetUtcNow();"),
            Habits.MachineClock),
        ["sleep"] = new(
            Function("await Task.Delay(TimeSpan.FromSeconds(1));"),
            Function("await Task.Delay(Timeout.Infinite, stop);"), Habits.Sleeps),
        ["sql"] = new(
            Function("var a = $\"SELECT id FROM task\";"),
            Function("var a = \"Select from the list\";"), Habits.SqlOutsideItsRooms),
        ["log number taken"] = new(
            Log(3001) + Log(3001), Log(3001) + Log(3002), file => LogNumbers.Twice(LogNumbers.Of(file))),
        ["log number elsewhere"] = new(Log(2001), Log(3001), file => LogNumbers.OutOfRange(LogNumbers.Of(file))),
        ["unnumbered log"] = new(
            Function("log.LogWarning(\"a\");"), Function("log.MailFailed(error);"), LogNumbers.Unnumbered),
        ["problem code"] = new(
            "new Problem(\"WF012\", where, message)", "ISO \"AB123\"",
            file => ProblemCodes.Named(file.Path, file.Text).Select(named => named.Unexplained)),
    };

    public static TheoryData<string> Rules => [.. Examples.Keys];

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_finds_its_bad_example_and_passes_its_good_one(string name)
    {
        var example = Examples[name];

        Assert.NotEmpty(example.Rule(File(example.Bad)));
        Assert.Empty(example.Rule(File(example.Good)));
    }

    private static SourceFile File(string text) => new("src/Orchestrator.Server/Api/Example.cs", text);

    private static string Lines(int count) => string.Join('\n', Enumerable.Repeat("// a line", count));

    private static string Function(string body) => $"class A {{ void F() {{\n{body}\n}} }}";

    private static string Log(int number) =>
        $"partial class L{{ [LoggerMessage({number}, LogLevel.Warning, \"a\")] partial void F(); }}\n";
}
