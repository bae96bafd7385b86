using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages;

/// <summary>What a person sees when a client sent the browser here with a request that cannot be answered, or typed an address that is not there.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ProblemModel(IConfiguration configuration) : PageModel
{
    public string Sentence { get; private set; } = "";

    public Uri Web { get; } = WebAddress.From(configuration);

    public void OnGet(int status) => Explain(status);

    public void OnPost(int status) => Explain(status);

    private void Explain(int status) => Sentence = HttpContext.GetOpenIddictServerResponse() switch
    {
        { Error: { } error, ErrorDescription: var description } => $"The page that sent you here asked for something this sign-in does not give: {description ?? error}",
        _ when status == StatusCodes.Status404NotFound => "There is no such page.",
        _ => "The form was open for too long or came from somewhere else.",
    };
}
