using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>
/// What someone would send who has a good token of their own and wants more, or has none and wants in: RFC 8725's list and what
/// libraries have fallen for. Each is an administrator's token but for the one thing that is wrong with it.
/// </summary>
public static class BadTokens
{
    /// <summary>By what is wrong with it; with "Keycloak: " before it where that is whose tokens they are like.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>([.. Of(TestIssuer.Own, ""), .. Of(TestIssuer.Keycloak, "Keycloak: ")]);

    /// <summary>Whose the one of this name is like.</summary>
    public static TestIssuer IssuerOf(string whatIsWrong) => whatIsWrong.StartsWith("Keycloak: ", StringComparison.Ordinal) ? TestIssuer.Keycloak : TestIssuer.Own;

    private static IEnumerable<KeyValuePair<string, string>> Of(TestIssuer issuer, string before) =>
        new Forger(issuer).Make().Select(bad => KeyValuePair.Create(before + bad.What, bad.Token));

    private sealed class Forger(TestIssuer issuer)
    {
        private readonly bool keycloak = issuer is TestKeycloak;
        private readonly string algorithm = issuer is TestKeycloak ? "RS256" : "ES256";
        private readonly string good = issuer.Header;

        public IEnumerable<(string What, string Token)> Make()
        {
            var token = Sign(good, Payload());
            var (header, payload, signature) = (token.Split('.')[0], token.Split('.')[1], token.Split('.')[2]);
            var (pem, raw) = PublicKey();
            using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var other = otherKey.ExportParameters(false).Q;
            using var rsa = RSA.Create(2048);
            var otherJwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Encode(other.X!)}}","y":"{{Encode(other.Y!)}}","kid":"other"}""";
            byte[] SignOther(byte[] data) => otherKey.SignData(data, HashAlgorithmName.SHA256);
            byte[] SignRsa(byte[] data) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

            // No signature, or one that anybody can make
            foreach (var none in (string[])["none", "None", "nOnE", "NONE", ""])
            {
                yield return ($"algorithm '{none}' without a signature", $"{Encode(Header(none))}.{payload}.");
                yield return ($"algorithm '{none}' with the signature of another", $"{Encode(Header(none))}.{payload}.{signature}");
            }

            yield return ("HMAC with the public key's numbers as the secret", Hmac(Header("HS256"), raw));
            yield return ("HMAC with the public key's PEM as the secret", Hmac(Header("HS256"), pem));
            yield return ("HMAC-512 with the public key's PEM as the secret", Hmac(Header("HS512"), pem));
            yield return ("HMAC with an empty secret", Hmac(Header("HS256"), []));
            yield return ("HMAC with the key's name as the secret", Hmac(Header("HS256"), Encoding.ASCII.GetBytes(issuer.SigningKey.KeyId)));
            yield return ("HMAC, and a key name that is a path to an empty file", Hmac(Header("HS256", kid: "../../../../dev/null"), []));
            yield return ("HMAC, and a key name that is SQL", Hmac(Header("HS256", kid: "x' UNION SELECT 'secret"), "secret"u8.ToArray()));
            yield return ("another RSA key under the name of ours", With(Header("RS256"), SignRsa));
            yield return ("another EC key under the name of ours", With(Header("ES256"), SignOther));
            yield return ("another key under another name", With(Header("ES256", kid: "other"), SignOther));
            yield return ("another key under no name", With($$"""{"alg":"ES256","typ":"{{Type}}"}""", SignOther));
            yield return ("its own key in 'jwk'", With($$"""{"alg":"ES256","typ":"{{Type}}","kid":"other","jwk":{{otherJwk}}}""", SignOther));
            foreach (var pointer in (string[])["jku", "x5u"])
                yield return ($"an address for its own key in '{pointer}'", With($$"""{"alg":"ES256","typ":"{{Type}}","kid":"other","{{pointer}}":"http://127.0.0.1:9/keys"}""", SignOther));
            yield return ("a certificate of its own in 'x5c'", With($$"""{"alg":"RS256","typ":"{{Type}}","kid":"other","x5c":["{{Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}}"]}""", SignRsa));

            // The right key, for something else
            foreach (var (kind, change) in Kinds())
                yield return ($"the kind of {kind}", Sign(kind == "a logout token" ? Header(algorithm, type: "logout+jwt") : Header(algorithm, type: "JWT"), Payload(change)));
            yield return ("no type", Sign($$"""{"alg":"{{algorithm}}","kid":"{{issuer.SigningKey.KeyId}}"}""", Payload()));
            yield return ("another issuer", Sign(good, Payload(p => p["iss"] = "https://evil.test")));
            yield return ("an issuer that begins like ours", Sign(good, Payload(p => p["iss"] = $"{issuer.Issuer}.evil.test")));
            yield return ("no issuer", Sign(good, Payload(p => p.Remove("iss"))));
            yield return ("another audience", Sign(good, Payload(p => p["aud"] = keycloak ? "account" : "web")));
            yield return ("no audience", Sign(good, Payload(p => p.Remove("aud"))));
            yield return ("an hour after its end", Sign(good, Payload(p => p["exp"] = Seconds(-3600))));
            yield return ("no end", Sign(good, Payload(p => p.Remove("exp"))));
            yield return ("an end that is no number", Sign(good, Payload(p => p["exp"] = "tomorrow")));
            yield return ("an hour before its beginning", Sign(good, Payload(p => p["nbf"] = Seconds(3600))));

            // A good one, changed
            yield return ("another role than was signed", $"{header}.{Encode(issuer.OfPerson(Mallory, ["administrator", "nurse"]))}.{signature}");
            yield return ("another header than was signed", $"{Encode(good.Replace("{", "{\"x\":1,", StringComparison.Ordinal))}.{payload}.{signature}");
            yield return ("no signature", $"{header}.{payload}.");
            yield return ("a signature of zeros", $"{header}.{payload}.{Encode(new byte[Base64UrlEncoder.DecodeBytes(signature).Length])}");
            yield return ("a signature cut short", $"{header}.{payload}.{signature[..^8]}");
            yield return ("a signature in another format", With(good, SignedOtherwise));
            yield return ("a signature with its halves swapped", $"{header}.{payload}.{Encode(Swapped(Base64UrlEncoder.DecodeBytes(signature)))}");
            yield return ("one bit of the signature turned", $"{header}.{payload}.{Encode(Turned(Base64UrlEncoder.DecodeBytes(signature)))}");
            yield return ("two parts", $"{header}.{payload}");
            yield return ("four parts", $"{token}.{signature}");
            yield return ("five parts that were never encrypted", $"{header}.{payload}.{signature}.{payload}.{signature}");
            yield return ("parts in another order", $"{payload}.{header}.{signature}");
            yield return ("nothing", "");
            yield return ("no token at all", "administrator");
        }

        /// <summary>What else the provider signs with the same key. Keycloak says which it is in a claim.</summary>
        private IEnumerable<(string Kind, Action<JsonObject> Change)> Kinds() =>
        [
            ("an identity token", p => Set(p, "typ", "ID")),
            ("a logout token", p => Set(p, "typ", "Logout")),
            .. keycloak
                ? new (string, Action<JsonObject>)[] { ("a refresh token", p => p["typ"] = "Refresh"), ("an offline token", p => p["typ"] = "Offline"), ("nothing that says so", p => p.Remove("typ")) }
                : [],
        ];

        private static readonly Guid Mallory = Guid.CreateVersion7();

        private string Type => keycloak ? "JWT" : "at+jwt";

        private void Set(JsonObject payload, string claim, string value)
        {
            if (keycloak)
                payload[claim] = value;
        }

        private byte[] SignedOtherwise(byte[] data) => issuer.SigningKey is RsaSecurityKey { Rsa: { } rsa }
            ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            : ((ECDsaSecurityKey)issuer.SigningKey).ECDsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        private (byte[] Pem, byte[] Raw) PublicKey()
        {
            if (issuer.SigningKey is RsaSecurityKey { Rsa: { } rsa })
                return (Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa.ExportParameters(false).Modulus!);
            var key = ((ECDsaSecurityKey)issuer.SigningKey).ECDsa;
            var point = key.ExportParameters(false).Q;
            return (Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()), [.. point.X!, .. point.Y!]);
        }

        private static byte[] Swapped(byte[] signature) => [.. signature[(signature.Length / 2)..], .. signature[..(signature.Length / 2)]];

        private static byte[] Turned(byte[] signature)
        {
            signature[10] ^= 1;
            return signature;
        }

        private string Header(string algorithm, string? kid = null, string? type = null) => JsonSerializer.Serialize(
            new Dictionary<string, string> { ["alg"] = algorithm, ["typ"] = type ?? Type, ["kid"] = kid ?? issuer.SigningKey.KeyId });

        private string Payload(Action<JsonObject>? change = null) => issuer.OfPerson(Mallory, [Roles.Administrator], change);

        private static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

        private string Sign(string header, string payload) => issuer.Sign(header, payload);

        private string Hmac(string header, byte[] secret) => With(
            header, data => header.Contains("HS512", StringComparison.Ordinal) ? HMACSHA512.HashData(secret, data) : HMACSHA256.HashData(secret, data));

        private string With(string header, Func<byte[], byte[]> sign)
        {
            var signed = $"{Encode(header)}.{Encode(Payload())}";
            return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
        }

        private static string Encode(string text) => Base64UrlEncoder.Encode(text);

        private static string Encode(byte[] bytes) => Base64UrlEncoder.Encode(bytes);
    }
}
