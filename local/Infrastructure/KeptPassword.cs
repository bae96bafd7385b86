using System.Security.Cryptography;

namespace PracticeAspire.Infrastructure;

/// <summary>A generated password kept beside the data it protects, readable by its owner only.</summary>
internal static class KeptPassword
{
    public static async Task<string> OfAsync(string dataDirectory, CancellationToken ct)
    {
        var file = dataDirectory + ".password";
        if (File.Exists(file)) return await File.ReadAllTextAsync(file, ct);

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await SecretFile.WriteAsync(file, password, ct);
        return password;
    }
}
