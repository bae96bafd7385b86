using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Seals Data Protection's keys before they reach a database or state store, under <c>&lt;app&gt;:encryption-key</c>: whoever reads a backup
/// cannot forge a session.
/// </summary>
public sealed class SealedKeys : IXmlEncryptor, IXmlDecryptor
{
    private readonly byte[] purpose;
    private readonly Envelope envelope;

    /// <summary>As the framework makes decryptors, by the type's name in what it reads.</summary>
    public SealedKeys(IServiceProvider services)
    {
        var app = services.GetRequiredService<ThisApp>().Name;
        purpose = Encoding.UTF8.GetBytes($"practice/{app}/data-protection/v1");
        envelope = new Envelope(Envelope.MasterKeyOf(app, services.GetRequiredService<IConfiguration>()), purpose);
    }

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedText = envelope.Seal(text, purpose);
        CryptographicOperations.ZeroMemory(text);
        return new EncryptedXmlInfo(new XElement("sealed", Base64Url.EncodeToString(sealedText)), typeof(SealedKeys));
    }

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(envelope.Open(Base64Url.DecodeFromChars(encryptedElement.Value), purpose)));
}
