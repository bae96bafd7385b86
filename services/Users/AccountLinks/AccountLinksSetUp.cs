using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Terms;

namespace PracticeAspire.Users.AccountLinks;

internal static class AccountLinksSetUp
{
    /// <summary>How people come to a sign-in and back to it: invitations, registrations, new passwords, and the terms they agree to.</summary>
    public static WebApplicationBuilder AddAccountLinks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TermsOfUse.From(builder.Configuration));
        builder.Services.AddSingleton<LinkTokens>();
        builder.Services.AddScoped<AskForLink>().AddScoped<OpenLink>();
        return builder;
    }

    public static void MapAccounts(this WebApplication app)
    {
        app.MapGrpcService<AccountsService>();
        app.MapGrpcService<AccountLinksService>();
    }
}
