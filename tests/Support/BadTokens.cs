using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.Tests;

/// <summary>
/// What someone would send who has a good token of their own and wants more, or has none and wants in: RFC 8725's list and what
/// libraries have fallen for. Each is an administrator's token but for the one thing that is wrong with it.
/// </summary>
public static class BadTokens
{
    private const string Es256 = """{"alg":"ES256","typ":"at+jwt","kid":"test"}""";

    /// <summary>By what is wrong with it.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Make().ToDictionary(bad => bad.What, bad => bad.Token);

    private static IEnumerable<(string What, string Token)> Make()
    {
        var good = Sign(Es256, Payload());
        var (header, payload, signature) = (good.Split('.')[0], good.Split('.')[1], good.Split('.')[2]);
        var key = TestIdentity.Key.ECDsa;
        var point = key.ExportParameters(false).Q;
        var pem = Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem());
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var other = otherKey.ExportParameters(false).Q;
        using var rsa = RSA.Create(2048);
        var otherJwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Encode(other.X!)}}","y":"{{Encode(other.Y!)}}","kid":"other"}""";

        // No signature, or one that anybody can make
        foreach (var none in (string[])["none", "None", "nOnE", "NONE", ""])
        {
            yield return ($"algorithm '{none}' without a signature", $"{Encode(Header(none))}.{payload}.");
            yield return ($"algorithm '{none}' with the signature of another", $"{Encode(Header(none))}.{payload}.{signature}");
        }

        yield return ("HMAC with the public point as the secret", Hmac(Header("HS256"), [.. point.X!, .. point.Y!]));
        yield return ("HMAC with the public key's PEM as the secret", Hmac(Header("HS256"), pem));
        yield return ("HMAC-512 with the public key's PEM as the secret", Hmac(Header("HS512"), pem));
        yield return ("HMAC with an empty secret", Hmac(Header("HS256"), []));
        yield return ("HMAC with the key's name as the secret", Hmac(Header("HS256"), "test"u8.ToArray()));
        yield return ("HMAC, and a key name that is a path to an empty file", Hmac(Header("HS256", kid: "../../../../dev/null"), []));
        yield return ("HMAC, and a key name that is SQL", Hmac(Header("HS256", kid: "x' UNION SELECT 'secret"), "secret"u8.ToArray()));
        yield return ("RSA under the name of our key", With(Header("RS256"), data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        yield return ("another key under the name of ours", With(Es256, data => otherKey.SignData(data, HashAlgorithmName.SHA256)));
        yield return ("another key under another name", With(Header("ES256", kid: "other"), data => otherKey.SignData(data, HashAlgorithmName.SHA256)));
        yield return ("another key under no name", With("""{"alg":"ES256","typ":"at+jwt"}""", data => otherKey.SignData(data, HashAlgorithmName.SHA256)));
        yield return ("its own key in 'jwk'", With($$"""{"alg":"ES256","typ":"at+jwt","kid":"other","jwk":{{otherJwk}}}""", data => otherKey.SignData(data, HashAlgorithmName.SHA256)));
        foreach (var pointer in (string[])["jku", "x5u"])
            yield return ($"an address for its own key in '{pointer}'", With($$"""{"alg":"ES256","typ":"at+jwt","kid":"other","{{pointer}}":"http://127.0.0.1:9/keys"}""", data => otherKey.SignData(data, HashAlgorithmName.SHA256)));
        yield return ("a certificate of its own in 'x5c'", With($$"""{"alg":"RS256","typ":"at+jwt","kid":"other","x5c":["{{Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}}"]}""", data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));

        // The right key, for something else
        yield return ("an identity token's type", Sign(Header("ES256", type: "JWT"), Payload()));
        yield return ("no type", Sign("""{"alg":"ES256","kid":"test"}""", Payload()));
        yield return ("a logout token's type", Sign(Header("ES256", type: "logout+jwt"), Payload()));
        yield return ("another issuer", Sign(Es256, Payload(p => p["iss"] = "https://evil.test")));
        yield return ("an issuer that begins like ours", Sign(Es256, Payload(p => p["iss"] = $"{TestIdentity.Authority}.evil.test")));
        yield return ("no issuer", Sign(Es256, Payload(p => p.Remove("iss"))));
        yield return ("another audience", Sign(Es256, Payload(p => p["aud"] = "web")));
        yield return ("no audience", Sign(Es256, Payload(p => p.Remove("aud"))));
        yield return ("an hour after its end", Sign(Es256, Payload(p => p["exp"] = Seconds(-3600))));
        yield return ("no end", Sign(Es256, Payload(p => p.Remove("exp"))));
        yield return ("an end that is no number", Sign(Es256, Payload(p => p["exp"] = "tomorrow")));
        yield return ("an hour before its beginning", Sign(Es256, Payload(p => p["nbf"] = Seconds(3600))));

        // A good one, changed
        yield return ("another role than was signed", $"{header}.{Encode(Payload(p => p["role"] = new JsonArray("administrator", "service")))}.{signature}");
        yield return ("another header than was signed", $"{Encode("""{"alg":"ES256","typ":"at+jwt","kid":"test","x":1}""")}.{payload}.{signature}");
        yield return ("no signature", $"{header}.{payload}.");
        yield return ("a signature of zeros", $"{header}.{payload}.{Encode(new byte[64])}");
        yield return ("a signature cut short", $"{header}.{payload}.{signature[..^8]}");
        yield return ("a signature in another format", With(Es256, data => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        yield return ("a signature with its halves swapped", $"{header}.{payload}.{Encode([.. Base64UrlEncoder.DecodeBytes(signature)[32..], .. Base64UrlEncoder.DecodeBytes(signature)[..32]])}");
        yield return ("one bit of the signature turned", $"{header}.{payload}.{Encode(Turned(Base64UrlEncoder.DecodeBytes(signature)))}");
        yield return ("two parts", $"{header}.{payload}");
        yield return ("four parts", $"{good}.{signature}");
        yield return ("five parts that were never encrypted", $"{header}.{payload}.{signature}.{payload}.{signature}");
        yield return ("parts in another order", $"{payload}.{header}.{signature}");
        yield return ("nothing", "");
        yield return ("no token at all", "administrator");
    }

    private static byte[] Turned(byte[] signature)
    {
        signature[10] ^= 1;
        return signature;
    }

    private static string Header(string algorithm, string kid = "test", string type = "at+jwt") =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["alg"] = algorithm, ["typ"] = type, ["kid"] = kid });

    private static string Payload(Action<JsonObject>? change = null)
    {
        var payload = new JsonObject
        {
            ["iss"] = TestIdentity.Authority,
            ["aud"] = "practice",
            ["sub"] = Guid.CreateVersion7().ToString(),
            ["name"] = "Mallory",
            ["role"] = new JsonArray("administrator"),
            ["amr"] = new JsonArray("pwd", "mfa"),
            ["iat"] = Seconds(-60),
            ["nbf"] = Seconds(-60),
            ["exp"] = Seconds(600),
        };
        change?.Invoke(payload);
        return payload.ToJsonString();
    }

    private static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

    private static string Sign(string header, string payload) =>
        With(header, data => TestIdentity.Key.ECDsa.SignData(data, HashAlgorithmName.SHA256), payload);

    private static string Hmac(string header, byte[] secret) => With(
        header, data => header.Contains("HS512", StringComparison.Ordinal) ? HMACSHA512.HashData(secret, data) : HMACSHA256.HashData(secret, data));

    private static string With(string header, Func<byte[], byte[]> sign, string? payload = null)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{Encode(header)}.{Encode(payload ?? Payload())}");
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);

    private static string Encode(byte[] bytes) => Base64UrlEncoder.Encode(bytes);
}
