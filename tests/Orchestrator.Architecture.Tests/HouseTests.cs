using Orchestrator.Architecture.Tests.Rules;

namespace Orchestrator.Architecture.Tests;

/// <summary>The house around the sources: pages, folders, hosts.</summary>
public sealed class HouseTests
{
    // Put together here, so that this file does not name what it looks for.
    private static readonly string[] Registries =
        ["nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "npmmirror" + ".com", "pypi" + ".org"];

    [Fact]
    public void Every_problem_code_has_its_page()
    {
        var explained = Repository.AllFiles.Select(ProblemCodes.Explained).OfType<string>().ToHashSet();

        Finding.None(Codes().Where(named => !explained.Contains(named.Code)).Select(named => named.Unexplained));
    }

    [Fact]
    public void Every_problem_page_explains_a_code_that_exists()
    {
        var named = Codes().Select(code => code.Code).ToHashSet();

        Finding.None(
            from path in Repository.AllFiles
            let code = ProblemCodes.Explained(path)
            where code is not null && !named.Contains(code)
            select new Finding(path, 1, $"nothing under src raises {code}: remove the page, or raise the problem"));
    }

    [Fact]
    public void Nothing_names_a_package_registry() => Finding.None(
        from path in Repository.AllFiles.Where(IsText)
        from line in Repository.Text(path).Split('\n').Index()
        from host in Registries
        where line.Item.Contains(host, StringComparison.OrdinalIgnoreCase)
        select new Finding(path, line.Index + 1, $"the line names {host}: the feed is the machine's business"));

    private static IEnumerable<(string Code, Finding Unexplained)> Codes() =>
        Repository.Files(".cs", ".cshtml", ".sql").Where(Repository.IsProduct)
            .SelectMany(path => ProblemCodes.Named(path, Repository.Text(path)));

    private static bool IsText(string path) => Path.GetExtension(path) is ".cs" or ".csproj" or ".props" or ".json"
        or ".md" or ".sh" or ".yaml" or ".yml" or ".cshtml" or ".sql" or ".config" or ".txt" or ".html" or "";
}
