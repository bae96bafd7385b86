using System.Diagnostics;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.Net.Http.Headers;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.FhirRead;

/// <summary>
/// The error table for FHIR: every answer is a resource, a refusal an OperationOutcome. What is not there and what is not the caller's are the same 404,
/// and the second is in the ledger.
/// </summary>
internal sealed class FhirAnswers(AuditLog ledger, TellOfDamage damage, ILogger<FhirAnswers> log)
{
    private static readonly FhirJsonSerializer Json = new();
    private static readonly NotFound NotFound = new();

    public Task<IResult> AnswerAsync(HttpContext http, Func<Task<Resource>> make) => AnswerAsync(http, async () =>
    {
        RequireJson(http.Request);
        return Of(http, StatusCodes.Status200OK, await make());
    });

    /// <summary>The same for what is no resource when all is well.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, Func<Task<IResult>> make)
    {
        try
        {
            return await make();
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            var (status, code, sentence) = await ToldAsync(http, failure);
            return Of(http, status, OutcomeOf(code, sentence));
        }
    }

    private async Task<(int Status, OperationOutcome.IssueType Code, string Sentence)> ToldAsync(HttpContext http, Exception failure)
    {
        try
        {
            if (failure is Refused denied && (denied is NotAllowed || denied.About is not null))
            {
                await ledger.WriteAsync(http.AuditedRefusal(denied.About), http.RequestAborted);
                log.LogWarning("Refused {Door} to {Person}", Door.NameOf(http.GetEndpoint()!), http.Caller().PersonId);
            }

            if (failure is Damaged damaged)
                await damage.TellAsync(http, damaged);
        }
        catch (Exception notWritten)
        {
            failure = notWritten;
        }

        switch (failure)
        {
            case NotAllowed or BuildingBlocks.NotFound:
                return (StatusCodes.Status404NotFound, OperationOutcome.IssueType.NotFound, NotFound.Message);
            case NotJson:
                return (StatusCodes.Status406NotAcceptable, OperationOutcome.IssueType.NotSupported, failure.Message);
            case Malformed:
                return (StatusCodes.Status400BadRequest, OperationOutcome.IssueType.Invalid, failure.Message);
            case Refused:
                return (StatusCodes.Status422UnprocessableEntity, OperationOutcome.IssueType.BusinessRule, failure.Message);
            case var _ when Transient.Is(failure):
                log.LogError(failure, "{Door} could not reach its database", Door.NameOf(http.GetEndpoint()!));
                return (StatusCodes.Status503ServiceUnavailable, OperationOutcome.IssueType.Transient, "The database is not answering. Try again in a moment.");
            default:
                log.LogError(failure, "{Door} failed", Door.NameOf(http.GetEndpoint()!));
                return (StatusCodes.Status500InternalServerError, OperationOutcome.IssueType.Exception, $"Something went wrong on our side. Tell support this number: {Activity.Current?.TraceId}");
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        string?[] asked = request.Query["_format"] is [{ Length: > 0 } format] ? [format] : [.. request.Headers.Accept];
        if (asked.Length > 0 && !asked.Any(a => a is null || a.Contains("json", StringComparison.OrdinalIgnoreCase) || a.Contains("*/*", StringComparison.Ordinal) || a.Contains("application/*", StringComparison.Ordinal)))
            throw new NotJson();
    }

    private static IResult Of(HttpContext http, int status, Resource resource)
    {
        // What is in a record stays in no cache on the way.
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return Results.Text(Json.SerializeToString(resource), "application/fhir+json; charset=utf-8", statusCode: status);
    }

    private static OperationOutcome OutcomeOf(OperationOutcome.IssueType code, string sentence) => new()
    {
        Issue = [new() { Severity = OperationOutcome.IssueSeverity.Error, Code = code, Diagnostics = sentence }],
    };

    private sealed class NotJson() : Exception("Only application/fhir+json is spoken here.");
}
