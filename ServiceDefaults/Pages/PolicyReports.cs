using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Takes what browsers report that <see cref="ContentPolicy"/> made them refuse (CSP3 5.3).
/// All are counted (<c>practice.content_policy.violations</c>); a few a minute are logged, without the addresses of pages, because anyone can send them.
/// </summary>
public static partial class PolicyReports
{
    public const string Path = "/policy-reports";

    private const int LargestReport = 16 * 1024;
    private const int LoggedPerMinute = 10;

    private static readonly Counter<long> Violations = new Meter(Telemetry.SourceName).CreateCounter<long>("practice.content_policy.violations");

    public static void MapPolicyReports(this WebApplication app)
    {
        var logged = new FixedWindowRateLimiter(new() { PermitLimit = LoggedPerMinute, Window = TimeSpan.FromMinutes(1), AutoReplenishment = true });
        app.Lifetime.ApplicationStopped.Register(logged.Dispose);
        app.MapPost(Path, async (HttpRequest request, ILogger<ReportedViolation> log) =>
            {
                if (await ReadAsync(request) is not { } violation)
                    return Results.NoContent();

                Violations.Add(1, new KeyValuePair<string, object?>("directive", violation.Directive));
                using var lease = logged.AttemptAcquire();
                if (lease.IsAcquired)
                    log.LogWarning("A browser refused content of a page: {Directive} does not allow {Source}", violation.Directive, violation.Source);
                return Results.NoContent();
            })
            .WithMetadata(new RequestSizeLimitAttribute(LargestReport)).DisableAntiforgery();
    }

    private static async Task<ReportedViolation?> ReadAsync(HttpRequest request)
    {
        try
        {
            using var report = await JsonDocument.ParseAsync(request.Body, new() { MaxDepth = 8 }, request.HttpContext.RequestAborted);
            return ReportedViolation.From(report.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <param name="Source">An origin, or a keyword such as <c>inline</c>; never a path, which may name a patient's page.</param>
    internal sealed partial record ReportedViolation(string Directive, string Source)
    {
        private static readonly FrozenSet<string> Directives = FrozenSet.Create(
            "base-uri", "child-src", "connect-src", "default-src", "font-src", "form-action", "frame-ancestors", "frame-src", "img-src", "manifest-src",
            "media-src", "object-src", "script-src", "script-src-attr", "script-src-elem", "style-src", "style-src-attr", "style-src-elem", "worker-src");

        public static ReportedViolation? From(JsonElement report)
        {
            if (report.ValueKind != JsonValueKind.Object || !report.TryGetProperty("csp-report", out var body) || body.ValueKind != JsonValueKind.Object)
                return null;

            var directive = Text(body, "effective-directive");
            return Directives.Contains(directive) ? new(directive, SourceOf(Text(body, "blocked-uri"))) : null;
        }

        private static string Text(JsonElement body, string name) =>
            body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

        private static string SourceOf(string blocked) =>
            Keyword().IsMatch(blocked) ? blocked
            : Uri.TryCreate(blocked, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority)
            : "something";

        [GeneratedRegex("^[a-z-]{1,20}$")]
        private static partial Regex Keyword();
    }
}
