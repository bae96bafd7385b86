namespace PracticeAspire.Users.SignIn;

/// <summary>How someone proved who they are, in the words of RFC 8176.</summary>
internal sealed record Proof(params string[] Methods)
{
    /// <summary>The one authentication context that clients can ask for by name (<c>acr_values</c>); the other is what is left without it.</summary>
    public const string Mfa = "mfa";
    public const string PasswordOnly = "pwd";

    public static readonly Proof Password = new("pwd");
    public static readonly Proof PasswordAndCode = new("pwd", "otp", Mfa);
    public static readonly Proof Code = new("otp", Mfa);
    public static readonly Proof DevicePasskey = new("hwk", "user", Mfa);
    public static readonly Proof SyncedPasskey = new("swk", "user", Mfa);

    public bool IsMfa => Methods.Contains(Mfa);
}
