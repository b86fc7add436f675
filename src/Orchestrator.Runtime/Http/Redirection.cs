using System.Net;

namespace Orchestrator.Runtime.Http;

/// <summary>Where an answer sends the call on. What was meant for one system alone does not go to another.</summary>
internal static class Redirection
{
    /// <summary>Null where the answer is to be taken as it is.</summary>
    public static CallRequest? Next(CallRequest call, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found
                or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location
            || !Uri.TryCreate(call.Url, location, out var url) || url.Scheme is not ("http" or "https")
            || (call.Url.Scheme == "https" && url.Scheme == "http"))
            return null;
        var next = call with
        {
            Url = url,
            Headers = IsSame(call.Url, url) ? call.Headers : [],
        };
        var asksAnew = response.StatusCode == HttpStatusCode.SeeOther || (call.Method == "POST"
            && response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found);
        return asksAnew && call.Method is not ("GET" or "HEAD")
            ? next with { Method = "GET", ContentType = null, Content = [] }
            : next;
    }

    private static bool IsSame(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped,
            StringComparison.OrdinalIgnoreCase) == 0;
}
