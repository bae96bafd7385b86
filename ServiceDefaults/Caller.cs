using System.Globalization;
using System.Security.Claims;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Who asks, as their token says, and what that lets them do now. <see cref="PersonId"/> is empty when a service asks for itself.</summary>
public sealed record Caller(Guid PersonId, string Name, IReadOnlyList<string> Roles)
{
    private static readonly AccessRules Unknown = new();

    private AccessRules Rules { get; init; } = Unknown;

    private string Subject { get; init; } = "";

    private Guid SignInId { get; init; }

    private DateTimeOffset IssuedAt { get; init; }

    private bool HasSecondFactor { get; init; }

    private DateTimeOffset ProvenAt { get; init; }

    private Guid LinkId { get; init; }

    private DateTimeOffset LinkAsOf { get; init; }

    /// <summary>Signed in with an identity provider that is not ours, as somebody the directory does not know.</summary>
    public bool IsStranger { get; private init; }

    /// <summary>Works at the practice. Says how a page looks to them, not what they may do: that is <see cref="May"/>.</summary>
    public bool IsStaff => Roles.Any(ServiceDefaults.Roles.Staff.Contains);

    public bool IsService => Is(ServiceDefaults.Roles.Service);

    public bool IsServiceNamed(string app) => IsService && Subject == app;

    public bool IsPerson => !IsService && !Is(ServiceDefaults.Roles.Web);

    public bool Is(string role) => Roles.Contains(role);

    /// <summary>Whether one of their roles has the permission (<see cref="Permissions"/>) now.</summary>
    public bool May(string permission) => Rules.Allow(Roles, permission);

    /// <summary>Whether the token still speaks for its person: neither they nor this sign-in were shut out since it was issued, nor parted since the two were known to go together.</summary>
    public bool IsShutOut => Rules.IsRevoked(PersonId, IssuedAt) || Rules.IsRevoked(SignInId, IssuedAt) || Rules.IsRevoked(LinkId, LinkAsOf);

    /// <summary>Whether a role of theirs asks for a second factor and this sign-in had none.</summary>
    public bool LacksSecondFactor => !HasSecondFactor && NeedsSecondFactor;

    /// <summary>Whether a role of theirs asks for more than a password.</summary>
    public bool NeedsSecondFactor => Rules.RequireSecondFactor(Roles);

    /// <summary>Whether they have proven who they are at this time or later, and not only shown a token that says so.</summary>
    public bool HasProvenSince(DateTimeOffset then) => ProvenAt >= then;

    public static Caller From(ClaimsPrincipal principal, AccessRules rules) => new(
        Id(principal, OwnClaims.Subject),
        principal.FindFirstValue(OwnClaims.Name) ?? "",
        [.. principal.FindAll(OwnClaims.Role).Select(c => c.Value)])
    {
        Rules = rules,
        Subject = principal.FindFirstValue(OwnClaims.Subject) ?? "",
        SignInId = Id(principal, OwnClaims.SignIn),
        IssuedAt = Time(principal, "iat") ?? Time(principal, "auth_time") ?? DateTimeOffset.MinValue,
        ProvenAt = Time(principal, "auth_time") ?? DateTimeOffset.MinValue,
        HasSecondFactor = principal.HasClaim(OwnClaims.Methods, OwnClaims.SecondFactor),
        LinkId = Id(principal, OwnClaims.Link),
        LinkAsOf = LinkTime(principal),
        IsStranger = principal.HasClaim(OwnClaims.Stranger, "true"),
    };

    private static Guid Id(ClaimsPrincipal principal, string claim) => Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : Guid.Empty;

    private static DateTimeOffset LinkTime(ClaimsPrincipal principal) => DateTimeOffset.FromUnixTimeMilliseconds(
        long.TryParse(principal.FindFirstValue(OwnClaims.LinkAsOf), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : 0);

    private static DateTimeOffset? Time(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

public static class CallerExtensions
{
    /// <summary>Who makes this call. The policy table has let them in before.</summary>
    public static Caller Caller(this ServerCallContext context) => context.GetHttpContext().Caller();

    public static Caller Caller(this HttpContext http)
    {
        if (http.Features.Get<KnownCaller>() is { } known && ReferenceEquals(known.Principal, http.User))
            return known.Caller;

        known = KnownCaller.From(http.User, http);
        http.Features.Set(known);
        return known.Caller;
    }
}

/// <summary>Who a principal is, read once for all who ask during a request, and for as long as its token is remembered.</summary>
internal sealed record KnownCaller(ClaimsPrincipal Principal, Caller Caller)
{
    public static KnownCaller From(ClaimsPrincipal principal, HttpContext http) =>
        new(principal, ServiceDefaults.Caller.From(principal, http.RequestServices.GetRequiredService<AccessRules>()));
}
