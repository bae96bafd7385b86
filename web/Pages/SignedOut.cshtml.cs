using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace PracticeAspire.Web.Pages;

/// <summary>Nobody is signed in: they went, or did not get in, and why.</summary>
internal sealed class SignedOutModel : PageModel
{
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["sign-in-unknown"] = "Nobody in the practice's directory goes with this sign-in. Ask an administrator to give your record the e-mail address that you sign in with.",
        ["email-not-verified"] = "The e-mail address of your sign-in has not been verified. Verify it with the identity provider, then sign in again.",
        ["roles-differ"] = "Your sign-in has no role, or one that your record at the practice does not have. Ask an administrator to make the two alike.",
        ["linked-otherwise"] = "Your record at the practice goes with another sign-in already. Ask an administrator which of the two is yours.",
        ["link-ended"] = "An administrator has parted this sign-in from its person. Ask them to link it again.",
        ["person-inactive"] = "Your record at the practice is not active any more. Ask an administrator.",
        ["second-factor-missing"] = "Your role needs a second factor, such as an authenticator app, and the sign-in had none. Set one up with the identity provider, then sign in again.",
        ["directory-away"] = "The practice's directory is not answering, so it is not known who you are. Try again in a moment.",
    };

    /// <summary>A word for it; any that is not known means that the sign-in did not finish.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Why { get; set; }

    public bool Failed => Why is not null;

    public string Reason => Reasons.GetValueOrDefault(Why ?? "", "The sign-in did not finish, perhaps because it took too long or was cancelled. Nothing was changed.");

    /// <summary>Signing in as oneself again, or as another.</summary>
    public string Again => Reasons.ContainsKey(Why ?? "") ? "/sign-in?anew=true" : "/sign-in";
}
