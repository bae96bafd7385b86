using System.Globalization;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Keys;

/// <summary>
/// The wrapping keys of the secret store: <c>records:wrapping-key-1</c> and so on, 32 bytes each in base64. The one with the highest number wraps,
/// or the one that <c>Keys:WrapWith</c> names while a new one is being given to every replica; the others open what they wrapped before.
/// </summary>
internal sealed class WrappingKeys
{
    private const string Prefix = "wrapping-key-";
    private readonly SortedDictionary<int, WrappingKey> keys = [];
    private readonly int? wrapWith;

    public WrappingKeys(IConfiguration configuration)
    {
        foreach (var secret in configuration.GetSection("records").GetChildren().Where(s => s.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var bytes = new byte[32];
            if (!int.TryParse(secret.Key[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                || !Convert.TryFromBase64String(secret.Value ?? "", bytes, out var length) || length != bytes.Length)
            {
                throw new InvalidOperationException($"The secret 'records:{secret.Key}' must be 32 bytes in base64, and its name end with a number.");
            }

            keys[version] = new WrappingKey(version, bytes);
        }

        wrapWith = configuration.GetValue<int?>("Keys:WrapWith");
        if (keys.Count == 0)
            throw new InvalidOperationException($"The secret 'records:{Prefix}1' is missing: 32 random bytes in base64, under which the patients' keys are kept.");
        if (wrapWith is { } chosen && !keys.ContainsKey(chosen))
            throw new InvalidOperationException($"'Keys:WrapWith' names the secret 'records:{Prefix}{chosen}', which is not there.");
    }

    public WrappingKey Current => wrapWith is { } chosen ? keys[chosen] : keys.Last().Value;

    public WrappingKey? Find(int version) => keys.GetValueOrDefault(version);
}
