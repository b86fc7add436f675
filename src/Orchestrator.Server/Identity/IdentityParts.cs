using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;

namespace Orchestrator.Server.Identity;

/// <summary>Sign-in: a cookie for people in the portal, tokens and keys for programs.</summary>
public static class IdentityParts
{
    public const string EitherScheme = "Either";

    public static IServiceCollection AddIdentityRoom(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(provider => new Accounts(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<MachineClock>()));
        services.AddDataProtection().SetApplicationName("orchestrator");
        services.Configure<KeyManagementOptions>(options =>
            options.XmlRepository = new ProtectionKeys(connectionString));
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey("X-Api-Key") || context.Request.Headers.ContainsKey("Authorization")
                || context.Request.Path.StartsWithSegments("/api") && !context.Request.Cookies.ContainsKey("session")
                    ? Credentials.SchemeName
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = "session";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.ExpireTimeSpan = TimeSpan.FromHours(8);
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/sign-in";
                options.Events.OnValidatePrincipal = Session.Renew;
            })
            .AddScheme<AuthenticationSchemeOptions, Credentials>(Credentials.SchemeName, null);
        services.AddAuthorization(options => options.AddPolicy(SignedIn.Policy, policy => policy
            .AddAuthenticationSchemes(CookieAuthenticationDefaults.AuthenticationScheme).RequireAuthenticatedUser()));
        return services;
    }
}
