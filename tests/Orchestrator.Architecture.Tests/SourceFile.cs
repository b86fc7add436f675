using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Orchestrator.Architecture.Tests;

/// <summary>A C# file as text and as the compiler's syntax tree.</summary>
public sealed class SourceFile
{
    private readonly Lazy<SyntaxNode> root;

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        root = new(() => CSharpSyntaxTree.ParseText(Text, options).GetRoot());
    }

    public string Path { get; }
    public string Text { get; }

    /// <summary>"src/Orchestrator.Runtime/Storage/Tx.cs" is in project "Orchestrator.Runtime".</summary>
    public string Project => Path.Split('/') is [_, var project, ..] ? project : "";

    /// <summary>
    /// "src/Orchestrator.Runtime/Storage/Tx.cs" is in room "Storage"; a file beside the project is in "".
    /// </summary>
    public string Room => Path.Split('/') is [_, _, var room, _, ..] ? room : "";

    public IReadOnlyList<string> Lines => Text.Split('\n');

    public IEnumerable<T> All<T>() where T : SyntaxNode => root.Value.DescendantNodes().OfType<T>();

    public static int FirstLine(SyntaxNode node) => Line(node.SyntaxTree, node.SpanStart);

    public static int FirstLine(SyntaxToken token) => Line(token.SyntaxTree!, token.SpanStart);

    public static int LastLine(SyntaxNode node) => Line(node.SyntaxTree, node.Span.End);

    public Finding At(SyntaxNode node, string sentence) => new(Path, FirstLine(node), sentence);

    private static int Line(SyntaxTree tree, int position) =>
        tree.GetText().Lines.GetLinePosition(position).Line + 1;
}
