using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.WebEncoders;
using Orchestrator.Server.TaskPages;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Portal;

/// <summary>The pages of officials and of units: what they need, and how requests reach them.</summary>
public static class PortalParts
{
    /// <summary>Every page names its own address; the folders only keep them together.</summary>
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<Visit>().AddScoped<OpenLink>().AddSingleton<DutyActs>();
        services.AddSingleton<ReadTask>().AddSingleton<ChangeContact>().AddSingleton<ChangeTimer>()
            .AddSingleton<MakeProfile>();
        services.AddSingleton<ChangeSign>().AddSingleton<ReadAnswer>();
        services.AddAntiforgery(options => options.Cookie.Name = "antiforgery");
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/";
            options.Conventions.ConfigureFilter(new PortalHeaders());
            options.Conventions.ConfigureFilter(new PlainFields());
            options.Conventions.AuthorizeFolder("/Portal", SignedIn.Policy);
            options.Conventions.AllowAnonymousToFolder("/Portal/Entry");
            options.Conventions.AllowAnonymousToFolder("/TaskPages");
        });
        services.Configure<RazorViewEngineOptions>(options =>
            options.PageViewLocationFormats.Add("/Portal/Shared/{0}.cshtml"));

        // Chinese stands in the page as itself; what could be markup is encoded as ever.
        services.Configure<WebEncoderOptions>(options =>
            options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return services;
    }

    /// <summary>
    /// Before everything that may fail: a failure outside the API is a page with a sentence, and style and script are
    /// there for whoever is not signed in.
    /// </summary>
    public static void UsePortal(this WebApplication app)
    {
        // Not in a branch: only here is the page of the error found by the routes again.
        app.UseExceptionHandler("/error/500");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/api")
                && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            // Their addresses carry a hash of their content.
            OnPrepareResponse = file =>
            {
                file.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                file.Context.Response.Headers.XContentTypeOptions = "nosniff";
            },
        });
    }

    public static void MapPortal(this WebApplication app) => app.MapRazorPages();
}
