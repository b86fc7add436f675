using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Api;

/// <summary>
/// One shape for everything that was refused or went wrong (RFC 9457): a code with a page under docs/problems, a
/// sentence, the fields, and the trace by which an administrator finds it in the log.
/// </summary>
internal static partial class ApiProblems
{
    public static IResult Refused(params IReadOnlyList<Problem> problems) => Results.Problem(
        statusCode: StatusOf(problems[0].Code),
        title: problems[0].Code,
        detail: problems[0].Message,
        extensions: new Dictionary<string, object?>
        {
            ["code"] = problems[0].Code,
            ["field"] = problems[0].Where,
            ["errors"] = problems.Select(problem => new { problem.Code, Field = problem.Where, problem.Message }),
        });

    public static IResult Of(int status, string code, string sentence) => Results.Problem(
        statusCode: status, title: code, detail: sentence,
        extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>Names what is meant and no type of ours.</summary>
    public static IResult NotUnderstood(JsonException error)
    {
        var where = error.Path ?? "$";
        if (error is NotTextException)
            return Refused(new Problem("AP001", where, ControlCharacters));
        if (SyntaxOf(error) is { } syntax)
            return Refused(new Problem("AP001", where, string.Create(CultureInfo.InvariantCulture,
                $"内容不是合法的 JSON，错在第{syntax.LineNumber + 1}行第{syntax.BytePositionInLine + 1}个字节；"
                + $"文字中的制表符和换行应写成 \\t 和 \\n，请改正后重发。")));
        var named = QuotedName().Matches(error.Message).Select(match => match.Groups["name"].Value)
            .Where(name => !name.StartsWith("Orchestrator.", StringComparison.Ordinal)).Distinct().ToArray();
        var which = named.Length > 0 ? $"“{string.Join("、", named)}”" : "此处";
        return Refused(new Problem(
            "AP001", where, $"请求不能理解：{which}不认识、缺少，或者类型不对；请对照接口文档（/scalar）。"));
    }

    public static IResult NotFound() => Of(404, "AP004", "没有找到；编号不正确，或者内容不在您的职责范围内。");

    /// <summary>Whatever happens further in leaves as a problem, never as a page or an empty answer.</summary>
    public static async Task Shape(HttpContext context, RequestDelegate next)
    {
        try
        {
            var texts = context.Request.Query.SelectMany(pair => pair.Value)
                .Concat(context.Request.RouteValues.Values.OfType<string>());
            if (texts.Any(text => !PlainText.Is(text ?? "")))
                await Of(400, "AP001", ControlCharacters).ExecuteAsync(context);
            else
                await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } response)
                await OfStatus(response.StatusCode).ExecuteAsync(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            if (!context.RequestAborted.IsCancellationRequested)
                await Of(context, failure).ExecuteAsync(context);
        }
    }

    private const string ControlCharacters = "文字中有不能显示、也不能保存的控制字符；请删除后重发。";

    /// <summary>What the reader of JSON says of text that is none; null where it is JSON.</summary>
    private static JsonException? SyntaxOf(JsonException error) =>
        error.InnerException as JsonException ?? (error.GetType() == typeof(JsonException) ? null : error);

    private static IResult Of(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                return NotUnderstood(json);
            case BadHttpRequestException { StatusCode: 400, Message: var said }
                when Parameter().Match(said) is { Success: true } one:
                return WrongParameter(one);
            case BadHttpRequestException bad:
                return OfStatus(bad.StatusCode);
            case InvalidDataException:
                return OfStatus(413);
            case WorkflowRefusedException refused:
                return Refused(refused.Problem);
        }

        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiProblems));
        Failed(log, context.Request.Method, context.GetEndpoint()?.DisplayName, failure);
        return failure is NpgsqlException { IsTransient: true }
            ? Of(503, "AP009", "数据库暂时不能使用，什么也没有保存；请稍后重试。")
            : OfStatus(500);
    }

    /// <summary>The framework's own words for a parameter that it cannot read, or misses.</summary>
    private static IResult WrongParameter(Match one)
    {
        var (name, found) = (one.Groups["name"].Value, one.Groups["found"]);
        return Refused(new Problem("AP001", name, found.Success
            ? $"请求不能理解：参数“{name}”不是应有的样子，实际是“{found.Value}”；请对照接口文档（/scalar）。"
            : $"请求不能理解：缺少参数“{name}”；请对照接口文档（/scalar）。"));
    }

    private static IResult OfStatus(int status) => status switch
    {
        400 => Of(status, "AP001", "请求不能理解：参数缺少，或者不是应有的样子；请对照接口文档（/scalar）。"),
        404 => Of(status, "AP004", "没有找到；地址或编号不正确，或者内容不在您的职责范围内。"),
        405 => Of(status, "AP005", "这个地址不支持这种请求方法；请对照接口文档（/scalar）。"),
        413 => Of(status, "AP008", "请求太大，什么也没有保存；请减少内容后重发。"),
        415 => Of(status, "AP005", "请求的内容类型不对；应为 application/json，办理任务也可以是 multipart/form-data。"),
        429 => Of(status, "AP007", "短时间内请求太多；请稍等一分钟再试。"),
        >= 500 => Of(status, "AP006", "系统出了问题，您的请求没有执行；请稍后重试，仍不行请把 traceId 告诉系统管理员。"),
        _ => Of(status, "AP005", "请求没有执行；请对照接口文档（/scalar）。"),
    };

    private static int StatusOf(string code) => code switch
    {
        "AU001" or "AU002" or "AU005" => 401,
        "AU010" or "AU011" or "AU012" => 403,
        "SU062" or "SU091" or "SU094" or "SU157" or "CA010" or "RT152" or "AP004" or "AP012" => 404,
        "SU024" or "SU027" or "SU035" or "SU063" or "SU064" or "RT008" or "RT213" => 409,
        "AP011" or "AP013" or "AP015" or "SU074" or "SU090" or "SU092" or "SU093" => 409,
        "SU010" or "SU011" or "SU012" or "SU013" or "SU095" or "SU150" or "SU155" => 409,
        "AP001" or "AP014" => 400,
        "AP008" => 413,
        _ => 422,
    };

    [GeneratedRegex("parameter \"[^\"]* (?<name>\\w+)\"(?: from \"(?<found>[^\"]*)\")?")]
    private static partial Regex Parameter();

    [GeneratedRegex("'(?<name>[^']+)'")]
    private static partial Regex QuotedName();

    [LoggerMessage(3002, LogLevel.Error, "A request failed: {Method} at {Endpoint}")]
    private static partial void Failed(ILogger log, string method, string? endpoint, Exception failure);
}
