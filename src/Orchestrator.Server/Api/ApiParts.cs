using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.HttpOverrides;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Rights;
using Scalar.AspNetCore;

namespace Orchestrator.Server.Api;

/// <summary>The API of other systems and of people's programs, its document, and the health of the server.</summary>
public static class ApiParts
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOpenApi();
        services.AddSingleton<Reader>();
        services.AddProblemDetails();
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            options.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.Configure<ForwardedHeadersOptions>(options =>
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", options => options.DefaultFonts = false);
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", async (Database db, CancellationToken stop) =>
            await db.InTransaction(async tx => await tx.Attempt(
                () => Ready.Check(tx, stop), stop) is null, stop) ? Results.Text("ready") : Results.StatusCode(503));
        var v1 = app.MapGroup("/api/v1").DisableAntiforgery();
        v1.MapTokens();
        v1.MapDeadlines();
        v1.MapCampaigns();
        v1.MapTasks();
        v1.MapReads();
        v1.MapTraining();
        v1.MapMails();
    }

    /// <summary>Whoever asks, or null; then the answer is 401.</summary>
    public static Actor? Actor(this HttpContext context) => Credentials.ActorOf(context.User);

    /// <summary>One shape for everything that was refused: a code, a sentence, the fields.</summary>
    public static IResult Refused(IReadOnlyList<Problem> problems) => Results.Problem(
        statusCode: StatusOf(problems[0].Code),
        title: problems[0].Code,
        detail: problems[0].Message,
        extensions: new Dictionary<string, object?>
        {
            ["code"] = problems[0].Code,
            ["field"] = problems[0].Where,
            ["errors"] = problems.Select(problem => new { problem.Code, Field = problem.Where, problem.Message }),
        });

    public static IResult Nobody() => Results.Problem(
        statusCode: 401, title: "AU005", detail: "请使用接口密钥（X-Api-Key）或本人的令牌（Authorization: Bearer）。",
        extensions: new Dictionary<string, object?> { ["code"] = "AU005" });

    private static int StatusOf(string code) => code switch
    {
        "AU001" or "AU002" => 401,
        "AU010" or "AU011" => 403,
        "SU062" => 404,
        "SU035" or "SU063" or "SU064" or "SU010" or "SU011" or "SU012" or "SU013" or "SU014" => 409,
        _ => 422,
    };
}
