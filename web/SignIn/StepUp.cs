using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace PracticeAspire.Web.SignIn;

/// <summary>Asks the identity provider for more proof than a sign-in needs.</summary>
internal static class StepUp
{
    private const string Item = "acr_values";
    private const string SecondFactor = "mfa";

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
}
