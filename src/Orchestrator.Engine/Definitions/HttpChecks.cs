using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with activities that hear from other systems, call them, or send mails.</summary>
public static class HttpChecks
{
    private static readonly ImmutableArray<string> FileOptions =
    [
        "fileSizeLimit", "allowedFileExtensions", "blockedFileExtensions", "allowedMimeTypes", "policy",
        "requestTimeout", "exposeRequestTooLargeOutcome", "exposeFileTooLargeOutcome",
        "exposeInvalidFileExtensionOutcome", "exposeInvalidFileMimeTypeOutcome",
    ];

    /// <summary>Streams and messages of the network outlive no turn.</summary>
    private static readonly ImmutableArray<string> NotKept =
        ["response", "responseContentStream", "responseContentBytes", "files", "file"];

    internal static IEnumerable<Problem> Of(Drawing drawing) => drawing.Activities
        .SelectMany(drawn => drawn.Node.Type switch
        {
            "Elsa.HttpEndpoint" => OfEndpoint(drawn).Concat(OfOutputs(drawn)),
            "Elsa.DownloadHttpFile" => OfOutputs(drawn),
            "Elsa.SendEmail" => OfMail(drawn),
            _ => [],
        })
        .Concat(Twice(drawing));

    /// <summary>The requests that an endpoint takes, where all of it is written; null where it is not, or cannot be.
    /// </summary>
    internal static EndpointRoute? RouteOf(ActivityNode node) =>
        MethodsOf(node) is { } methods && node.Inputs.GetValueOrDefault("path") is { Syntax: "Literal" } path
            ? EndpointRoute.Of(methods, path.Value.AsText())
            : null;

    private static IEnumerable<Problem> OfEndpoint(Drawn drawn)
    {
        var node = drawn.Node;
        if (MethodsOf(node) is not { } methods || methods.IsEmpty || !methods.All(EndpointRoute.Methods.Contains))
            yield return new Problem("WF123", $"{drawn.Path}.supportedMethods",
                $"“{node.Id}”接收的方法期望直接写明，为{string.Join('、', EndpointRoute.Methods.Order())}中的一种或几种，"
                + $"实际为“{Shown(node, "supportedMethods")}”。GET只用于查看，不得启动或推进流程；请改选方法。");
        else if (node.Inputs.GetValueOrDefault("path") is { Syntax: "Literal" } && RouteOf(node) is null)
            yield return new Problem("WF125", $"{drawn.Path}.path",
                $"“{node.Id}”的路径期望如 orders/{{id}}（不超过{EndpointRoute.MostCharacters}个字符，不带约束和通配），"
                + $"实际为“{Shown(node, "path")}”。请改正路径。");
        foreach (var option in FileOptions.Where(option => IsSet(node, option)))
            yield return new Problem("WF126", $"{drawn.Path}.{option}",
                $"“{node.Id}”的“{option}”在这里没有作用：请求不带文件，太大的、不能解析的当场退回。请清除该项。");
        if (IsSet(node, "requestSizeLimit") && SizeLimitOf(node) is null)
            yield return new Problem("WF126", $"{drawn.Path}.requestSizeLimit",
                $"“{node.Id}”的“requestSizeLimit”期望直接写明的字节数，实际为“{Shown(node, "requestSizeLimit")}”。请直接填写。");
    }

    private static IEnumerable<Problem> OfOutputs(Drawn drawn) =>
        from output in drawn.Node.Outputs.Keys.Order(StringComparer.Ordinal)
        where NotKept.Contains(output)
        select new Problem("WF127", $"{drawn.Path}.{output}",
            $"“{drawn.Node.Id}”的输出“{output}”不能保存到变量：它只在一次网络往来中存在。请改用“result”或“parsedContent”。");

    private static IEnumerable<Problem> OfMail(Drawn drawn)
    {
        var node = drawn.Node;
        if (IsSet(node, "attachments"))
            yield return new Problem("WF128", $"{drawn.Path}.attachments",
                $"“{node.Id}”要随邮件发送附件，本系统的邮件不带附件：收件人凭邮件中的链接到系统中查看。请清除附件。");
        foreach (var input in (string[])["from", "replyTo"])
            if (IsSet(node, input))
                yield return new Problem("WF129", $"{drawn.Path}.{input}",
                    $"“{node.Id}”的“{input}”不起作用：发件人由设置Mail__From统一规定。请清除该项。", ProblemSeverity.Warning);
    }

    /// <summary>Two triggers of one definition for one request: nobody could say which of them is meant.</summary>
    private static IEnumerable<Problem> Twice(Drawing drawing)
    {
        var triggers = drawing.Activities.Where(drawn => drawn.Node.CanStartWorkflow)
            .Where(drawn => drawn.Node.Type == "Elsa.HttpEndpoint")
            .Select(drawn => (Drawn: drawn, Trigger: RouteOf(drawn.Node) is { } route
                ? new Trigger.Http(drawn.Node.Id, route)
                : null))
            .Where(one => one.Trigger is not null).ToArray();
        return from one in triggers.Index()
               where triggers.Take(one.Index).Any(before => before.Trigger!.Route.IsSame(one.Item.Trigger!.Route))
               select Taken(one.Item.Drawn.Path, one.Item.Trigger!);
    }

    /// <summary>WF124: somebody else takes the requests of this trigger.</summary>
    public static Problem Taken(string where, Trigger.Http trigger) => new("WF124", where,
        $"“{trigger.Activity}”接收的“{trigger.Route.Key}”期望没有别的触发器接收，实际已有。请改换路径或方法。");

    internal static long? SizeLimitOf(ActivityNode node) =>
        node.Inputs.GetValueOrDefault("requestSizeLimit") is { Syntax: "Literal" } limit
        && Conversion.TryTo(limit.Value, "Int64", out var bytes) && bytes.ValueKind == JsonValueKind.Number
            ? bytes.GetInt64()
            : null;

    /// <summary>As written; Elsa's GET where nothing is; null where they are computed.</summary>
    private static ImmutableArray<string>? MethodsOf(ActivityNode node)
    {
        if (node.Inputs.GetValueOrDefault("supportedMethods") is not { } drawn)
            return ["GET"];
        return drawn.Syntax is "Literal" or "Object" && Conversion.TryTo(drawn.Value, "List<String>", out var list)
            && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(method => (method.AsText() ?? "").ToUpperInvariant())]
                : null;
    }

    private static bool IsSet(ActivityNode node, string input) =>
        node.Inputs.GetValueOrDefault(input) is { } drawn && drawn.Value.AsText() is { Length: > 0 } text
        && !(drawn.Syntax is "Literal" or "Object" && text is "False" or "false" or "[]");

    private static string Shown(ActivityNode node, string input) =>
        node.Inputs.GetValueOrDefault(input)?.Value.AsText() ?? "未填写";
}
