using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using NodaTime;
using OpenIddict.Server;

namespace PracticeAspire.Users.SignIn;

/// <summary>The provider's keys as the database had them a moment ago. The first of each kind is used, the others still open what they have closed, or are about to be used.</summary>
internal sealed class KeyRing : IOptionsChangeTokenSource<OpenIddictServerOptions>
{
    private volatile IReadOnlyList<SecurityKey> signing = [];
    private volatile IReadOnlyList<SecurityKey> sealing = [];
    private ConfigurationReloadToken changed = new();

    public string Name => Options.DefaultName;

    /// <summary>What a token by this provider can be signed with.</summary>
    public IReadOnlyList<SecurityKey> Signing => signing;

    public IChangeToken GetChangeToken() => changed;

    /// <summary>Takes over what is there now; requests that run go on with the keys they began with.</summary>
    public void Take(IReadOnlyCollection<ProviderKey> rows, KeyMaterial material, Instant now)
    {
        var (signs, seals) = (InOrder(rows, ProviderKey.Signs, now), InOrder(rows, ProviderKey.Seals, now));
        if (Same(signing, signs) && Same(sealing, seals))
            return;

        signing = Opened(signing, signs, material);
        sealing = Opened(sealing, seals, material);
        Interlocked.Exchange(ref changed, new()).OnReload();
    }

    public void Configure(OpenIddictServerOptions server)
    {
        server.SigningCredentials.AddRange(signing.Select(key => new SigningCredentials(key, key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256)));
        server.EncryptionCredentials.AddRange(sealing.Select(key => new EncryptingCredentials(key, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512)));
    }

    /// <summary>The one in use first: of those whose time has come, the latest.</summary>
    private static List<ProviderKey> InOrder(IEnumerable<ProviderKey> rows, string purpose, Instant now) =>
        [.. rows.Where(row => row.Purpose == purpose).OrderBy(row => row.UsedFrom > now).ThenByDescending(row => row.UsedFrom).ThenBy(row => row.Id, StringComparer.Ordinal)];

    private static bool Same(IReadOnlyList<SecurityKey> keys, List<ProviderKey> rows) => keys.Select(key => key.KeyId).SequenceEqual(rows.Select(row => row.Id));

    private static List<SecurityKey> Opened(IReadOnlyList<SecurityKey> known, List<ProviderKey> rows, KeyMaterial material) =>
        [.. rows.Select(row => known.FirstOrDefault(key => key.KeyId == row.Id) ?? material.Open(row))];
}
