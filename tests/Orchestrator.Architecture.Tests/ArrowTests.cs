using System.Reflection;
using System.Xml;
using System.Xml.Linq;

namespace Orchestrator.Architecture.Tests;

/// <summary>Arrows point down only: Server, Supervision, Runtime, Engine.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Orchestrator.Engine"] = [],
        ["Orchestrator.Runtime"] = ["Orchestrator.Engine"],
        ["Orchestrator.Supervision"] = ["Orchestrator.Engine", "Orchestrator.Runtime"],
        ["Orchestrator.Server"] = ["Orchestrator.Engine", "Orchestrator.Runtime", "Orchestrator.Supervision"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void The_product_is_four_projects() =>
        Assert.Equal(
            Allowed.Keys.Order(),
            Repository.Files(".csproj").Where(Repository.IsProduct).Select(Path.GetFileNameWithoutExtension).Order());

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_only_downwards(string project)
    {
        var path = $"src/{project}/{project}.csproj";
        Finding.None(
            from reference in Repository.Xml(path).Descendants("ProjectReference")
            let target = Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)
            where !Allowed[project].Contains(target)
            select new Finding(path, Line(reference), $"{project} must not refer to {target}: arrows point down only"));
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_compiled_project_uses_only_what_lies_below_it(string project) =>
        Assert.All(
            References(project).Where(name => name.StartsWith("Orchestrator.", StringComparison.Ordinal)),
            name => Assert.Contains(name, Allowed[project]));

    [Fact]
    public void The_engine_has_no_package()
    {
        const string path = "src/Orchestrator.Engine/Orchestrator.Engine.csproj";
        Finding.None(
            from reference in Repository.Xml(path).Descendants("PackageReference")
            where (string?)reference.Attribute("PrivateAssets") != "all"
            select new Finding(path, Line(reference), $"the engine must not use {Package(reference)}: it has no " +
                "package, so that it only computes"));

        Assert.All(
            References("Orchestrator.Engine"),
            name => Assert.True(
                name.StartsWith("System.", StringComparison.Ordinal), $"the engine uses {name}, not of the platform"));
    }

    [Fact]
    public void Every_package_has_its_version_in_one_place() =>
        Finding.None(
            from path in Repository.Files(".csproj")
            from reference in Repository.Xml(path).Descendants("PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
            select new Finding(path, Line(reference), $"the version of {Package(reference)} belongs into " +
                "Directory.Packages.props"));

    [Fact]
    public void Every_project_is_in_the_solution_and_has_a_lock_file() =>
        Finding.None(
            from path in Repository.Files(".csproj")
            let solution = Repository.Text("Orchestrator.sln").Replace('\\', '/')
            let folder = Path.GetDirectoryName(path)!.Replace('\\', '/')
            from sentence in (string?[])
            [
                solution.Contains(path, StringComparison.Ordinal) ? null : "the project is not in Orchestrator.sln",
                Repository.AllFiles.Contains($"{folder}/packages.lock.json") ? null : "packages.lock.json is missing",
            ]
            where sentence is not null
            select new Finding(path, 1, sentence));

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!);

    private static string? Package(XElement reference) => (string?)reference.Attribute("Include");

    private static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
