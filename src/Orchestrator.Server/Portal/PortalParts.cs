using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.WebEncoders;

namespace Orchestrator.Server.Portal;

/// <summary>The pages of officials and of units: what they need, and how requests reach them.</summary>
public static class PortalParts
{
    /// <summary>Every page names its own address; the folders only keep them together.</summary>
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<Visit>();
        services.AddAntiforgery(options => options.Cookie.Name = "antiforgery");
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/";
            options.Conventions.ConfigureFilter(new PortalHeaders());
            options.Conventions.AuthorizeFolder("/Portal");
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

    public static void MapPortal(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
    }
}
