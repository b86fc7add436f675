using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orchestrator.Architecture.Tests.Rules;

/// <summary>Names come from the glossary; a word that fits everything says nothing.</summary>
public static class Names
{
    private static readonly string[] Forbidden =
    [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Processor", "Base", "Impl", "Data", "Info", "Dto",
    ];

    public static IEnumerable<Finding> Types(SourceFile file) =>
        from type in file.All<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        let suffix = Forbidden.FirstOrDefault(word => EndsInWord(name, word))
        where suffix is not null
        select file.At(type, $"'{name}' ends in '{suffix}', which says nothing about it: take a word of the glossary");

    /// <summary>Whatever returns a task waits; only a contract of somebody else's may insist on the suffix.</summary>
    public static IEnumerable<Finding> Waits(SourceFile file, IReadOnlySet<string> ourTypes)
    {
        foreach (var method in file.All<MethodDeclarationSyntax>())
        {
            if (EndsInWord(method.Identifier.Text, "Async") && !Dictated(method, ourTypes))
                yield return file.At(method, $"'{method.Identifier.Text}' ends in 'Async': whatever returns a " +
                    "task waits, so drop the suffix");
        }
    }

    public static IEnumerable<Finding> Regions(SourceFile file) =>
        from line in file.Lines.Index()
        where line.Item.TrimStart().StartsWith("#region", StringComparison.Ordinal)
        select new Finding(file.Path, line.Index + 1, "a region hides what should be another file");

    /// <summary>
    /// An override, an explicit implementation, or a public member of a type with a base that is not ours.
    /// </summary>
    private static bool Dictated(MethodDeclarationSyntax method, IReadOnlySet<string> ourTypes)
    {
        if (method.Modifiers.Any(SyntaxKind.OverrideKeyword) || method.ExplicitInterfaceSpecifier is not null)
            return true;
        var bases = method.Parent is TypeDeclarationSyntax { BaseList: { } list } ? list.Types : default;
        return method.Modifiers.Any(SyntaxKind.PublicKeyword)
            && bases.Any(type => !ourTypes.Contains(LastName(type.Type)));
    }

    private static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => LastName(qualified.Right),
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };

    private static bool EndsInWord(string name, string word) =>
        name.EndsWith(word, StringComparison.Ordinal);
}
