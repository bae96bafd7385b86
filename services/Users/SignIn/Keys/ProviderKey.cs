using NodaTime;

namespace PracticeAspire.Users.SignIn;

/// <summary>A key the provider signs tokens with, or seals codes and refresh tokens with. Every replica has it from the database.</summary>
internal sealed class ProviderKey
{
    public const string Signs = "sign";
    public const string Seals = "seal";

    /// <summary>
    /// From being published until being used: whoever checks tokens looks for new keys every 5 minutes and must have this one before the first token that
    /// needs it.
    /// </summary>
    public static readonly Duration Ahead = Duration.FromMinutes(15);

    /// <summary>How long a key that is used no more still opens what it has closed: as long as a sign-in lasts, and the clocks' differences.</summary>
    public static readonly Duration Keep = Session.Longest + Duration.FromHours(1);

    /// <summary>What tokens name it by: <c>kid</c>.</summary>
    public required string Id { get; init; }

    public required string Purpose { get; init; }

    /// <summary>The key, under <c>users:encryption-key</c>: whoever reads a backup cannot sign.</summary>
    public required byte[] Sealed { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>From then on it is the one that is used, until the next one's time has come.</summary>
    public required Instant UsedFrom { get; init; }
}
