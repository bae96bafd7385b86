using System.Buffers.Text;
using System.Security.Cryptography;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.AccountLinks;

/// <summary>
/// What a link holds: its id and an HMAC-SHA256 of it under a key of ours. So it need be kept nowhere, a mail that is sent twice says the same
/// twice, and nobody makes one who reads the database.
/// </summary>
internal sealed class LinkTokens(ProviderKeys keys, IConfiguration configuration)
{
    private const int IdSize = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Encryption.Key, outputLength: 32, info: "practice/users/account-links/v1"u8.ToArray());

    public Uri AddressOf(AccountLink link) => new($"{configuration.GetRequired("Identity:Authority").TrimEnd('/')}/account/link?token={Of(link)}");

    public string Of(AccountLink link)
    {
        var id = link.Id.ToByteArray(bigEndian: true);
        return Base64Url.EncodeToString([.. id, .. HMACSHA256.HashData(key, id)]);
    }

    /// <returns>The id of the link; null when we did not make it.</returns>
    public Guid? Read(string token)
    {
        if (!Base64Url.IsValid(token, out var length) || length != IdSize + HMACSHA256.HashSizeInBytes)
            return null;
        var bytes = Base64Url.DecodeFromChars(token);

        var id = bytes.AsSpan(0, IdSize);
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, id), bytes.AsSpan(IdSize)) ? new Guid(id, bigEndian: true) : null;
    }
}
