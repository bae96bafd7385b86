using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.Users.SignIn;

/// <summary>Seals Data Protection's keys before they reach the database: whoever reads a backup cannot forge a session.</summary>
internal sealed class SealedKeys(IServiceProvider services) : IXmlEncryptor, IXmlDecryptor
{
    private static readonly byte[] Purpose = "practice/users/data-protection/v1"u8.ToArray();

    private readonly Envelope envelope = new(services.GetRequiredService<ProviderKeys>(), Purpose);

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedText = envelope.Seal(text, Purpose);
        CryptographicOperations.ZeroMemory(text);
        return new EncryptedXmlInfo(new XElement("sealed", Base64UrlEncoder.Encode(sealedText)), typeof(SealedKeys));
    }

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(envelope.Open(Base64UrlEncoder.DecodeBytes(encryptedElement.Value), Purpose)));
}
