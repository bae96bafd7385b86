using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using NodaTime;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Pages.Account;
using PracticeAspire.Users.Terms;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// Where a client sends the browser: with a session it goes back with a code, without one through the sign-in page first. <c>max_age</c> asks for
/// proof no older than that, <c>acr_values=mfa</c> for a second factor, the two together for a second factor no older than that.
/// </summary>
internal static class Authorize
{
    public static async Task<IResult> Answer(HttpContext context, MfaRules rules, TermsOfUse terms, UsersDb db, IClock clock)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var signedIn = await Sessions.OfBrowserAsync(context);

        var asksMfa = request.GetAcrValues().Contains(Proof.Mfa);
        var needsMfa = asksMfa || (signedIn is not null && await rules.RequiredForAsync(signedIn.Person, context.RequestAborted));

        if (signedIn is null || request.HasPromptValue(PromptValues.Login) || (!asksMfa && IsTooOld(signedIn.Session.AuthenticatedAt, request, clock)))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Forbid(Errors.LoginRequired, "Nobody is signed in.")
                : Results.Challenge(new AuthenticationProperties { RedirectUri = WithoutPrompt(context, request) }, [Sessions.Scheme]);
        }

        if (needsMfa && (signedIn.Session.SecondFactorAt is not { } proven || (asksMfa && IsTooOld(proven, request, clock))))
        {
            if (request.HasPromptValue(PromptValues.None))
                return Forbid(Errors.InteractionRequired, "A second factor is needed.");

            // A sign-in begun and left may be someone else's.
            await context.SignOutAsync(SignInSteps.Scheme);
            return Results.LocalRedirect($"~{SignInSteps.ConfirmPage(WithoutPrompt(context, request))}&mfa=true");
        }

        if (await terms.AwaitAgreementOfAsync(signedIn.Person.Id, db, context.RequestAborted))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Forbid(Errors.ConsentRequired, "The terms of use have not been agreed to.")
                : Results.LocalRedirect($"~{TermsModel.For(WithoutPrompt(context, request))}");
        }

        var identity = SignedInPeople.IdentityOf(signedIn);
        identity.SetScopes(request.GetScopes());
        identity.SetResources(BearerAuthentication.Audience);
        identity.SetDestinations(SignedInPeople.Destinations);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    public static IResult Forbid(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    // Coming back from the sign-in page takes a moment too; without it, max_age=0 would ask for ever.
    private static bool IsTooOld(Instant proven, OpenIddictRequest request, IClock clock) =>
        request.MaxAge is { } seconds && clock.GetCurrentInstant() - proven > Duration.FromSeconds(seconds + 5);

    /// <summary>This same request, answered next time by the session just made instead of by the sign-in page again.</summary>
    private static string WithoutPrompt(HttpContext context, OpenIddictRequest request) =>
        context.Request.PathBase + context.Request.Path + QueryString.Create(request.GetParameters()
            .Where(parameter => parameter.Key != Parameters.Prompt)
            .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value)));
}
