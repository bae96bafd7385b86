namespace PracticeAspire.Notifications.Mail;

/// <summary>5 s, doubling up to half an hour, for about a day; a mail server that is down over night loses nothing.</summary>
internal static class Backoff
{
    private const int MostAttempts = 55;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public static TimeSpan After(int attempt)
    {
        var pause = TimeSpan.FromSeconds(5 * Math.Pow(2, Math.Min(attempt, 20) - 1));
        return pause < Longest ? pause : Longest;
    }

    public static bool IsUsedUp(int attempts) => attempts >= MostAttempts;
}
