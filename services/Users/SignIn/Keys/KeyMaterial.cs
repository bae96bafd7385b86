using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using NodaTime;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.SignIn;

/// <summary>Makes keys, and puts them into rows and takes them out again.</summary>
internal sealed class KeyMaterial(ProviderKeys secrets)
{
    private const int SealingKeySize = 32;
    private static readonly byte[] About = "practice/users/provider-keys/v1"u8.ToArray();

    private readonly Envelope envelope = new(secrets.Encryption.Key, About);

    /// <summary>A new key of the kind the secret store's are.</summary>
    public ProviderKey New(string purpose, Instant now, Instant usedFrom)
    {
        if (purpose == ProviderKey.Seals)
            return Row(purpose, RandomNumberGenerator.GetBytes(SealingKeySize), now, usedFrom);

        using var key = NewSigningKey();
        return Row(purpose, key.ExportPkcs8PrivateKey(), now, usedFrom);
    }

    /// <summary>The first key is the one of the secret store: what it has closed before there were rows stays open.</summary>
    public ProviderKey First(string purpose, Instant now) => Row(purpose, purpose == ProviderKey.Signs ? Pkcs8Of(secrets.Signing) : secrets.Encryption.Key, now, now);

    /// <exception cref="CryptographicException">Sealed under another <c>users:encryption-key</c>, or changed.</exception>
    public SecurityKey Open(ProviderKey row)
    {
        var bytes = envelope.Open(row.Sealed, BelongsTo(row.Purpose, row.Id));
        SecurityKey key = row.Purpose == ProviderKey.Signs ? ProviderKeys.SigningKey(bytes) : new SymmetricSecurityKey(bytes);
        key.KeyId = row.Id;
        return key;
    }

    private ProviderKey Row(string purpose, byte[] bytes, Instant now, Instant usedFrom)
    {
        var id = purpose == ProviderKey.Signs ? ProviderKeys.ThumbprintOf(ProviderKeys.SigningKey(bytes)) : Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));
        return new() { Id = id, Purpose = purpose, Sealed = envelope.Seal(bytes, BelongsTo(purpose, id)), CreatedAt = now, UsedFrom = usedFrom };
    }

    private AsymmetricAlgorithm NewSigningKey() => secrets.Signing is RsaSecurityKey { KeySize: var size } ? RSA.Create(size) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] Pkcs8Of(SecurityKey key) => key is RsaSecurityKey { Rsa: { } rsa } ? rsa.ExportPkcs8PrivateKey() : ((ECDsaSecurityKey)key).ECDsa.ExportPkcs8PrivateKey();

    private static byte[] BelongsTo(string purpose, string id) => Encoding.UTF8.GetBytes($"{purpose}/{id}");
}
