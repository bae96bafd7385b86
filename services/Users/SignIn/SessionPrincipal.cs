using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using PracticeAspire.Users.Accounts;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>The cookie says which account and which stamp; everything else is looked up when a token is asked for, so that it is never old.</summary>
internal sealed class SessionPrincipal : IUserClaimsPrincipalFactory<Account>
{
    public const string Stamp = "stamp";

    public Task<ClaimsPrincipal> CreateAsync(Account user) => Task.FromResult(new ClaimsPrincipal(new ClaimsIdentity(
        [new Claim(Claims.Subject, user.Id.ToString()), new Claim(Stamp, user.SecurityStamp!)],
        IdentityConstants.ApplicationScheme)));
}
