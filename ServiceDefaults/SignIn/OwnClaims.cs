using System.Security.Claims;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Claims as the users service lays them out, which is how every process reads them: <c>sub</c>, <c>name</c>, <c>role</c>, <c>sid</c>, <c>amr</c>, <c>auth_time</c>.</summary>
internal static class OwnClaims
{
    public const string Subject = "sub";
    public const string Name = "name";
    public const string Role = "role";
    public const string SignIn = "sid";
    public const string Methods = "amr";
    public const string Context = "acr";

    /// <summary>The one method, and the one context, that means more than a password (RFC 8176).</summary>
    public const string SecondFactor = "mfa";

    /// <summary>Of a person whose provider is not ours: the link by which they are known here, and since when that is known to hold.</summary>
    public const string Link = "link";
    public const string LinkAsOf = "link_as_of";

    /// <summary>Of a person whose provider is not ours: that nobody here is known by this sign-in.</summary>
    public const string Stranger = "stranger";

    /// <summary>Takes from a person, who has a person's id, what only processes can be.</summary>
    public static ClaimsPrincipal WithoutRolesOfProcesses(ClaimsPrincipal principal)
    {
        var identity = (ClaimsIdentity)principal.Identity!;
        if (!Guid.TryParse(identity.FindFirst(Subject)?.Value, out _))
            return principal;

        foreach (var role in identity.FindAll(Role).Where(role => !Roles.OfPeople.Contains(role.Value)).ToList())
            identity.RemoveClaim(role);
        return principal;
    }
}
