using System.Text.Encodings.Web;
using System.Text.Json;
using Fluid;
using Fluid.Ast;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Scripting;

/// <summary>A Liquid text with fields, rendered with limits. Parsed once.</summary>
public sealed class TextTemplate
{
    private readonly IFluidTemplate template;

    private TextTemplate(IFluidTemplate template)
    {
        this.template = template;
        Fields = MentionedFields.Of(template);
    }

    /// <summary>The template, or RT204 with the line that cannot be read.</summary>
    public static (TextTemplate? Template, Problem? Problem) Parse(string text)
    {
        if (text.Length > ScriptLimits.Characters)
            return (null, new Problem(
                "RT202", "模板", $"期望不超过{ScriptLimits.Characters}个字符，实际为{text.Length}个；请简化。"));
        return Liquid.TryParse(text, out var template, out var error)
            ? (new TextTemplate(template), null)
            : (null, new Problem("RT204", "模板", $"模板无法解析：{error}。请改正后重新发布。"));
    }

    /// <summary>The fields it mentions, by their first name, so that a publish check can compare.</summary>
    public IReadOnlyCollection<string> Fields { get; }

    /// <exception cref="InvalidOperationException">The template took more steps than the limit.</exception>
    public string Render(JsonElement fields) => Render(fields, NullEncoder.Default);

    /// <summary>The same with every field HTML-encoded.</summary>
    public string RenderHtml(JsonElement fields) => Render(fields, HtmlEncoder.Create(
        System.Text.Unicode.UnicodeRanges.All));

    private string Render(JsonElement fields, TextEncoder encoder) => Liquid.Render(
        template, fields.EnumerateObject().ToDictionary(one => one.Name, one => one.Value),
        (DateTimeOffset.UnixEpoch, encoder));

    /// <summary>Names that a template reads and does not itself set.</summary>
    private sealed class MentionedFields : AstVisitor
    {
        private readonly HashSet<string> read = [];
        private readonly HashSet<string> own = ["forloop"];

        public static HashSet<string> Of(IFluidTemplate template)
        {
            var visitor = new MentionedFields();
            visitor.VisitTemplate(template);
            visitor.read.ExceptWith(visitor.own);
            return visitor.read;
        }

        protected override Expression VisitMemberExpression(MemberExpression expression)
        {
            if (expression.Segments is [IdentifierSegment first, ..])
                read.Add(first.Identifier);
            return base.VisitMemberExpression(expression);
        }

        protected override Statement VisitForStatement(ForStatement statement)
        {
            own.Add(statement.Identifier);
            return base.VisitForStatement(statement);
        }

        protected override Statement VisitAssignStatement(AssignStatement statement)
        {
            own.Add(statement.Identifier);
            return base.VisitAssignStatement(statement);
        }
    }
}
