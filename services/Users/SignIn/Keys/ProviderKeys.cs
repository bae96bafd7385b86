using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// The provider's keys in the secret store. <c>users:encryption-key</c> (32 bytes in base64) seals what lies in the database: the keys that
/// are used (<see cref="KeyRing"/>), those of Data Protection, authenticators' secrets. It and <c>users:signing-key</c> (PKCS#8 in base64, RSA or P-256)
/// are the first keys of the ring, and the latter says of which kind the next ones are.
/// </summary>
internal sealed record ProviderKeys(SecurityKey Signing, SymmetricSecurityKey Encryption)
{
    public static ProviderKeys From(IConfiguration configuration)
    {
        var signing = SigningKey(Bytes("users:signing-key"));
        return new(signing, new SymmetricSecurityKey(Envelope.MasterKeyOf(AppNames.Users, configuration)));

        byte[] Bytes(string key)
        {
            try
            {
                return Convert.FromBase64String(configuration.GetRequired(key));
            }
            catch (FormatException)
            {
                throw new InvalidOperationException($"The secret '{key}' is not base64.");
            }
        }
    }

    public static string ThumbprintOf(AsymmetricSecurityKey key) => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());

    public static AsymmetricSecurityKey SigningKey(byte[] pkcs8)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return new RsaSecurityKey(rsa);
        }
        catch (CryptographicException)
        {
            try
            {
                var curve = ECDsa.Create();
                curve.ImportPkcs8PrivateKey(pkcs8, out _);
                return new ECDsaSecurityKey(curve);
            }
            catch (CryptographicException)
            {
                throw new InvalidOperationException("The secret 'users:signing-key' is neither an RSA nor an EC private key (PKCS#8 in base64).");
            }
        }
    }
}
