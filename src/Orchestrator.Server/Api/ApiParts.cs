using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Identity;
using Scalar.AspNetCore;

namespace Orchestrator.Server.Api;

/// <summary>The API of other systems and of people's programs, its document, and the health of the server.</summary>
public static class ApiParts
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddOpenApi(ApiDocument.Describe)
        .AddSingleton<Reader>()
        .AddProblemDetails()
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .Configure<JsonOptions>(options =>
        {
            // What is not understood is refused, never dropped in silence.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(null, allowIntegerValues: false));
            options.SerializerOptions.Converters.Add(new TextDoor());
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });

    /// <summary>First of all: whatever happens further in leaves in one shape.</summary>
    public static void UseApiProblems(this WebApplication app) =>
        app.UseWhen(IsApi, api => api.Use(ApiProblems.Shape));

    /// <summary>After whoever asks is known.</summary>
    public static void UseGate(this WebApplication app) => app.UseWhen(IsApi, api => api.Use(Gate.Guard));

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", options => options.DefaultFonts = false);
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", async (Database db, CancellationToken stop) =>
            await Ready.Check(db, stop) ? Results.Text("ready") : Results.Text("not ready", statusCode: 503));
        var v1 = app.MapGroup("/api/v1").DisableAntiforgery();
        v1.MapTokens();
        v1.MapUsers();
        v1.MapPosts();
        v1.MapKeys();
        v1.MapCampaigns();
        v1.MapLists();
        v1.MapSingles();
        v1.MapDepartments();
        v1.MapTasks();
        v1.MapDuty();
        v1.MapItemActs();
        v1.MapInterviews();
        v1.MapWithdrawals();
        v1.MapPaperReceipts();
        v1.MapExtensions();
        v1.MapContacts();
        v1.MapDocuments();
        v1.MapDeadlines();
        v1.MapRules();
        v1.MapWorkflows();
        v1.MapMails();
        v1.MapInstances();
        v1.MapEndpoints();
        v1.MapOperations();
        v1.MapMigrations();
        v1.MapTraining();
        v1.MapRehearsals();
    }
}
