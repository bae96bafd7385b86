using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>Asks the identity provider for more proof than a sign-in needs, or for a fresh one.</summary>
internal static class StepUp
{
    private const string Item = "acr_values";
    private const string SecondFactor = "mfa";

    /// <summary>Sooner than the services ask, so that there is time to fill in the form.</summary>
    private static readonly TimeSpan AskAfter = FreshProof.InEmergency / 2;

    // A provider that pays no heed to max_age would be asked for ever.
    private static readonly TimeSpan JustAsked = TimeSpan.FromSeconds(30);

    public static AuthenticationProperties WithSecondFactor(AuthenticationProperties challenge)
    {
        challenge.Items[Item] = SecondFactor;
        return challenge;
    }

    public static bool WasAskedFor(AuthenticationProperties challenge) => challenge.Items.ContainsKey(Item);

    /// <summary>The handler knows <c>max_age</c> and <c>prompt</c> of a challenge, but not this.</summary>
    public static Task AddContext(RedirectContext context)
    {
        if (context.Properties.Items.TryGetValue(Item, out var wanted))
            context.ProtocolMessage.AcrValues = wanted;
        return Task.CompletedTask;
    }

    /// <summary>Whether a form that begins now could be refused for want of fresh proof.</summary>
    public static async Task<bool> IsDueAsync(HttpContext http, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return !http.Caller().HasProvenSince(now - AskAfter)
            && (await http.AuthenticateAsync()).Properties?.IssuedUtc is { } signedIn && now - signedIn > JustAsked;
    }

    /// <summary>To the provider, for the kind of proof that the caller's role asks for, and back.</summary>
    public static AuthenticationProperties Challenge(HttpContext http, string back)
    {
        var challenge = new OpenIdConnectChallengeProperties { RedirectUri = back, MaxAge = AskAfter };
        return http.Caller().NeedsSecondFactor ? WithSecondFactor(challenge) : challenge;
    }
}
