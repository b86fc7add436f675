using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orchestrator.Architecture.Tests.Rules;

/// <summary>A log message is known by its number for ever, and its number says where it comes from.</summary>
public static class LogNumbers
{
    private static readonly (string Project, int From, int To)[] Ranges =
    [
        ("Orchestrator.Runtime", 1000, 1999),
        ("Orchestrator.Supervision", 2000, 2999),
        ("Orchestrator.Server", 3000, 3999),
    ];

    public sealed record Numbered(SourceFile File, AttributeSyntax Attribute, int Number);

    public static IEnumerable<Numbered> Of(SourceFile file) =>
        from attribute in file.All<AttributeSyntax>()
        where attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute"
        let number = Number(attribute)
        where number is not null
        select new Numbered(file, attribute, number.Value);

    public static IEnumerable<Finding> Twice(IEnumerable<Numbered> messages) =>
        from same in messages.GroupBy(message => message.Number)
        where same.Count() > 1
        from message in same.Skip(1)
        select message.File.At(message.Attribute, $"log number {same.Key} is taken in {same.First().File.Path}");

    public static IEnumerable<Finding> OutOfRange(IEnumerable<Numbered> messages) =>
        from message in messages
        let range = Ranges.FirstOrDefault(range => range.Project == message.File.Project)
        where message.Number < range.From || message.Number > range.To
        select message.File.At(message.Attribute, $"log number {message.Number} is not of {message.File.Project}: " +
            $"expected {range.From} to {range.To}");

    public static IEnumerable<Finding> Unnumbered(SourceFile file) =>
        from call in file.All<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax
        {
            Name.Identifier.Text: "LogTrace" or "LogDebug"
            or "LogInformation" or "LogWarning" or "LogError" or "LogCritical"
        }
        select file.At(call, "the message has no number: write a [LoggerMessage] method in the room's Log");

    private static int? Number(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        var named = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == "EventId");
        var value = (named ?? arguments.FirstOrDefault())?.Expression.ToString();
        return int.TryParse(value?.Replace("_", "", StringComparison.Ordinal), out var number) ? number : null;
    }
}
