namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// What an unattended screen or a stolen token must not be enough for (ASVS 7.5.3): who may sign in as what, what leaves the house, keys. The caller must
/// have proven who they are lately; the policy table says at which doors.
/// </summary>
public static class FreshProof
{
    /// <summary>The rule that is broken when it is too long ago.</summary>
    public const string Rule = "step-up-needed";

    /// <summary>How long a proof counts as fresh, by the token's <c>auth_time</c>.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>For who opens a record that is closed to them.</summary>
    public static readonly TimeSpan InEmergency = TimeSpan.FromMinutes(5);

    public static Refusal Missing { get; } = MissingFor(Longest);

    public static Refusal MissingFor(TimeSpan longest) => new(
        RefusalKind.Rule, $"For this you must have proven who you are in the last {longest.TotalMinutes:0} minutes. Prove it again, then do it once more.", Code: Rule);
}
