using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// The content security policy of pages: scripts run when they carry the answer's own nonce (CSP3 6.7.2.3) and for no other reason, so that
/// markup that got into a page cannot bring one, not even one of our files. What a browser refuses it reports to <see cref="PolicyReports"/>, at once and in every browser (<c>report-to</c> would do neither).
/// </summary>
public static class ContentPolicy
{
    private static readonly object Nonce = new();

    /// <summary>For the <c>nonce</c> attribute of this answer's scripts.</summary>
    public static string ScriptNonce(this HttpContext context)
    {
        if (context.Items[Nonce] is not string nonce)
            context.Items[Nonce] = nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        return nonce;
    }

    /// <param name="formTargets">Origins besides our own that a form may lead to, redirects included.</param>
    /// <param name="more">Further directives, each with its semicolon.</param>
    public static void Set(HttpContext context, string formTargets, string more = "")
    {
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{context.ScriptNonce()}'; style-src 'self'; img-src 'self' data:; connect-src 'self'; {more}"
            + $"form-action 'self' {formTargets}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            + $"report-uri {PolicyReports.Path}";
    }
}
