using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>Where people see to their own sign-in: a page of the identity provider. One that is neither ours nor Keycloak has it elsewhere: <c>Identity:AccountPage</c>.</summary>
internal static class AccountPage
{
    public static string Of(IConfiguration configuration) =>
        configuration["Identity:AccountPage"]
        ?? $"{configuration.GetRequired("Identity:Authority").TrimEnd('/')}/{(configuration.IsKeycloak() ? "account" : "account/security")}";
}
