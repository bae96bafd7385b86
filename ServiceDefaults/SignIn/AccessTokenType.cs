using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// That a token is an access token, and not an identity or logout token of the same provider (RFC 8725 3.11): by its header (RFC 9068), or,
/// where Keycloak is not told to write that, by the claim with which it tells its kinds apart.
/// </summary>
internal static class AccessTokenType
{
    private const string Header = "at+jwt";

    public static string Require(string? type, SecurityToken token, bool ofKeycloak) =>
        type == Header || (ofKeycloak && type == "JWT" && token is JsonWebToken jwt && jwt.TryGetPayloadValue<string>("typ", out var kind) && kind == "Bearer")
            ? type
            : throw new SecurityTokenInvalidTypeException("The token is not an access token.") { InvalidType = type };
}
