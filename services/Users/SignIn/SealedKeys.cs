using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// Seals Data Protection's keys before they reach the database: whoever reads a backup cannot forge a session. AES-256-GCM under a key derived
/// from <c>users:encryption-key</c>; the envelope is nonce, tag, ciphertext.
/// </summary>
internal sealed class SealedKeys(IServiceProvider services) : IXmlEncryptor, IXmlDecryptor
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static readonly byte[] Purpose = "practice/users/data-protection/v1"u8.ToArray();

    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, services.GetRequiredService<ProviderKeys>().Encryption.Key, outputLength: 32, info: Purpose);

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedText = new byte[NonceSize + TagSize + text.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(sealedText.AsSpan(0, NonceSize), text, sealedText.AsSpan(NonceSize + TagSize), sealedText.AsSpan(NonceSize, TagSize), Purpose);
        CryptographicOperations.ZeroMemory(text);
        return new EncryptedXmlInfo(new XElement("sealed", Base64UrlEncoder.Encode(sealedText)), typeof(SealedKeys));
    }

    public XElement Decrypt(XElement encryptedElement)
    {
        var sealedText = Base64UrlEncoder.DecodeBytes(encryptedElement.Value);
        var text = new byte[sealedText.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedText.AsSpan(0, NonceSize), sealedText.AsSpan(NonceSize + TagSize), sealedText.AsSpan(NonceSize, TagSize), text, Purpose);
        return XElement.Parse(Encoding.UTF8.GetString(text));
    }
}
