using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Orchestrator.Runtime.Scripting;

/// <summary>Finds the fields a template asks for; what the template itself names (a loop's item) is none.</summary>
internal sealed class TemplateFields : AstVisitor
{
    private readonly SortedSet<string> asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> own = new(StringComparer.Ordinal) { "forloop", "empty", "blank" };

    private TemplateFields() { }

    public IReadOnlyList<string> Asked => [.. asked.Where(name => !own.Contains(name.Split('.')[0]))];

    /// <summary>A range is made whole before its first turn, so its ends are looked at before it is made.</summary>
    public bool HasWideRange { get; private set; }

    public static TemplateFields Of(IFluidTemplate template)
    {
        var visitor = new TemplateFields();
        visitor.VisitTemplate(template);
        return visitor;
    }

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        HasWideRange |= !IsNarrow(rangeExpression.From) || !IsNarrow(rangeExpression.To);
        return base.VisitRangeExpression(rangeExpression);
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        var names = memberExpression.Segments
            .TakeWhile(segment => segment is IdentifierSegment)
            .Select(segment => ((IdentifierSegment)segment).Identifier);
        if (string.Join('.', names) is { Length: > 0 } name)
            asked.Add(name);
        return base.VisitMemberExpression(memberExpression);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        own.Add(forStatement.Identifier);
        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        own.Add(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        own.Add(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    private static bool IsNarrow(Expression end) =>
        end is LiteralExpression { Value: NumberValue number }
        && Math.Abs(number.ToNumberValue()) <= ScriptLimits.TemplateSteps;
}
