using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>An act to be remembered: who did what to whom, how it ended, from where. Ids and facts, never names or what somebody typed.</summary>
public sealed record Audited(string Actor, string Action, string? Subject = null, string Outcome = Outcomes.Succeeded)
{
    /// <summary>The actor of an act by someone who has not shown who they are.</summary>
    public const string Nobody = "nobody";

    public string? OriginAddress { get; init; }

    public string? SessionId { get; init; }

    public string? OnBehalfOf { get; init; }

    private IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>The same with a further fact.</summary>
    public Audited With(string name, object fact) => this with
    {
        Details = new Dictionary<string, string>(Details) { [name] = Convert.ToString(fact, CultureInfo.InvariantCulture) ?? "" },
    };

    public AuditEntry ToEntry() => new()
    {
        Actor = Actor,
        Action = Action,
        Subject = Subject,
        Outcome = Outcome,
        OriginAddress = OriginAddress,
        SessionId = SessionId,
        OnBehalfOf = OnBehalfOf,
        Details = JsonSerializer.Serialize(Details),
    };
}

public static class AuditedActs
{
    /// <summary>Remembers an act together with what it changes: both are saved, or neither.</summary>
    public static void Audit(this ServiceDb db, Audited act) => db.Set<AuditEntry>().Add(act.ToEntry());

    /// <summary>What the caller of this call does.</summary>
    public static Audited Audited(this ServerCallContext context, string action, Guid? subject = null) =>
        context.GetHttpContext().Audited(action, subject);

    /// <summary>That the caller of this request was not let, by whoever decides about what stands behind the door.</summary>
    public static Audited AuditedRefusal(this HttpContext http, Guid? about) => AuditedDenials.Refusal(http, about);

    /// <summary>What the caller of this request does; on pages, where no token says who that is, name the <paramref name="actor"/>.</summary>
    public static Audited Audited(this HttpContext http, string action, Guid? subject = null, Guid? actor = null) =>
        new(actor?.ToString() ?? http.User.FindFirstValue("sub") ?? BuildingBlocks.Audited.Nobody, action, subject?.ToString())
        {
            OriginAddress = Origin.Of(http)?.ToString(),
            SessionId = http.User.FindFirstValue("sid"),
        };
}
