using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orchestrator.Architecture.Tests.Rules;

/// <summary>What fits a screen is read; what does not is skipped. The bounds are CONTRIBUTING.md's.</summary>
public static class Sizes
{
    public const int FileLines = 300;
    public const int FunctionLines = 40;
    public const int Columns = 120;
    public const int Parameters = 4;
    public const int Nesting = 3;

    public static IEnumerable<Finding> Files(SourceFile file)
    {
        var lines = file.Text.TrimEnd('\n').Split('\n').Length;
        if (lines > FileLines)
            yield return new(file.Path, 1, $"the file has {lines} lines, the bound is {FileLines}: two subjects?");
    }

    /// <summary>Also for SQL and scripts, which have no syntax tree here.</summary>
    public static IEnumerable<Finding> Lines(string path, string text) =>
        from line in text.Split('\n').Index()
        where line.Item.Length > Columns
        select new Finding(path, line.Index + 1, $"the line has {line.Item.Length} columns, the bound is {Columns}");

    public static IEnumerable<Finding> Functions(SourceFile file)
    {
        foreach (var function in Members(file))
        {
            var lines = SourceFile.LastLine(function) - FirstCodeLine(function) + 1;
            if (lines > FunctionLines)
                yield return file.At(function, $"'{Name(function)}' has {lines} lines, the bound is {FunctionLines}");
        }

        var statements = file.All<GlobalStatementSyntax>().ToList();
        if (statements is [var first, .., var last]
            && SourceFile.LastLine(last) - SourceFile.FirstLine(first) >= FunctionLines)
            yield return file.At(first, $"the top-level statements span more than {FunctionLines} lines");
    }

    /// <summary>
    /// A token named stop does not count, nor does a member whose shape a base or a log message dictates.
    /// </summary>
    public static IEnumerable<Finding> ParameterLists(SourceFile file)
    {
        foreach (var function in Members(file).Where(member => !Dictated(member)))
        {
            var list = function switch
            {
                BaseMethodDeclarationSyntax method => method.ParameterList,
                LocalFunctionStatementSyntax local => local.ParameterList,
                _ => null,
            };
            var count = list is null ? 0 : Counted(list);
            if (count > Parameters)
                yield return file.At(function, $"'{Name(function)}' takes {count} parameters, the bound is " +
                    $"{Parameters} and the token stop: a fifth wants a record");
        }
    }

    public static IEnumerable<Finding> Dependencies(SourceFile file) =>
        from type in file.All<ClassDeclarationSyntax>()
        where type.ParameterList is not null
        let count = Counted(type.ParameterList!)
        where count > Parameters
        select file.At(type, $"'{type.Identifier.Text}' depends on {count} things, the bound is {Parameters}: " +
            "a fifth is a second class");

    public static IEnumerable<Finding> Depths(SourceFile file) =>
        from function in Members(file)
        let depth = Depth(function)
        where depth > Nesting
        select file.At(function, $"'{Name(function)}' nests {depth} levels deep, the bound is {Nesting}: " +
            "branch in the caller");

    private static IEnumerable<SyntaxNode> Members(SourceFile file) =>
        file.All<SyntaxNode>().Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax
            or AccessorDeclarationSyntax);

    private static int FirstCodeLine(SyntaxNode function) => function switch
    {
        BaseMethodDeclarationSyntax { Modifiers: [var first, ..] } => SourceFile.FirstLine(first),
        MethodDeclarationSyntax method => SourceFile.FirstLine(method.ReturnType),
        _ => SourceFile.FirstLine(function),
    };

    private static bool Dictated(SyntaxNode member) => member is MethodDeclarationSyntax method
        && (method.Modifiers.Any(SyntaxKind.OverrideKeyword)
            || method.ExplicitInterfaceSpecifier is not null
            || method.AttributeLists.ToString().Contains("LoggerMessage", StringComparison.Ordinal));

    private static int Counted(BaseParameterListSyntax list) =>
        list.Parameters.Count(parameter => parameter.Type?.ToString() is not "CancellationToken");

    private static string Name(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        _ => function.Kind().ToString(),
    };

    private static int Depth(SyntaxNode node)
    {
        var deepest = node.ChildNodes().Select(Depth).DefaultIfEmpty(0).Max();
        return deepest + (Opens(node) ? 1 : 0);
    }

    /// <summary>
    /// What indents its body. "else if" is a further branch on the same level, a using or lock without block none.
    /// </summary>
    private static bool Opens(SyntaxNode node) => node switch
    {
        IfStatementSyntax { Parent: ElseClauseSyntax } => false,
        IfStatementSyntax or CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax
            or DoStatementSyntax or SwitchStatementSyntax or TryStatementSyntax or LockStatementSyntax
            or UsingStatementSyntax => true,
        _ => false,
    };
}
