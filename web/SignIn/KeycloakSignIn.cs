using System.Security.Claims;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>From a sign-in with Keycloak to a person of the directory, or to a sentence why not. No session begins for somebody who is nobody here.</summary>
internal static class KeycloakSignIn
{
    private static readonly JsonWebTokenHandler Tokens = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task FindPerson(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        if (context.TokenEndpointResponse?.AccessToken is not { } token || !Tokens.CanReadToken(token))
        {
            context.Fail(new SignInRefused("failed"));
            return;
        }

        // Before it is known which roles need a second factor, nobody gets in without one.
        var rules = http.RequestServices.GetRequiredService<AccessRules>();
        await rules.Known.WaitAsync(Patience, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!rules.Known.IsCompleted)
        {
            context.Fail(new SignInRefused("directory-away"));
            return;
        }

        // It came straight from the provider, beside the identity token that was checked; the users service checks it itself.
        var signedIn = KeycloakClaims.Read(Tokens.ReadJsonWebToken(token).Claims);
        if (Caller.From(new ClaimsPrincipal(signedIn), rules).LacksSecondFactor)
        {
            await AskForSecondFactor(context);
            return;
        }

        try
        {
            var client = http.RequestServices.GetRequiredService<SignIns.SignInsClient>();
            var person = await client.WhoAmIAsync(new(), new Metadata { { "authorization", $"Bearer {token}" } }, cancellationToken: http.RequestAborted);
            SignInReader.Introduce(signedIn, new(Guid.Parse(person.PersonId), person.DisplayName, Guid.Parse(person.LinkId), person.AsOf.ToDateTimeOffset()));
            context.Principal = new ClaimsPrincipal(signedIn);
        }
        catch (RpcException refusal)
        {
            context.Fail(new SignInRefused(Refusal.From(refusal) is { Kind: RefusalKind.Rule, Code: { } code } ? code : "directory-away"));
        }
    }

    /// <summary>Keycloak does not know which of the practice's roles need one. Asked once: who comes back without it does not get in.</summary>
    private static async Task AskForSecondFactor(TokenValidatedContext context)
    {
        if (StepUp.WasAskedFor(context.Properties!))
        {
            context.Fail(new SignInRefused("second-factor-missing"));
            return;
        }

        context.HandleResponse();
        await context.HttpContext.ChallengeAsync(
            OpenIdConnectDefaults.AuthenticationScheme, StepUp.WithSecondFactor(new AuthenticationProperties { RedirectUri = context.Properties!.RedirectUri }));
    }
}

/// <summary>The provider has signed someone in, and that is not enough.</summary>
/// <param name="code">Which of the sentences on <c>/signed-out</c> says why.</param>
internal sealed class SignInRefused(string code) : Exception($"The sign-in was refused: {code}.")
{
    public string Code => code;
}
