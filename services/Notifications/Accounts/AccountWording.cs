using PracticeAspire.Notifications.Mail;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Accounts;

/// <summary>What the mails say by which people choose a password.</summary>
internal static class AccountWording
{
    public static Letter Of(AccountLinkReply link, PracticeSettings practice)
    {
        var (subject, headline, closing, button) = link.Kind switch
        {
            "invitation" => ($"Your sign-in at {practice.Name}", $"{practice.Name} invites you to sign in.",
                "Choose a password by the link below. It is good once, for seven days. If you did not expect this, call the practice.", "Choose a password"),
            "password-reset" => ($"A new password at {practice.Name}", "Someone asked for a new password for your sign-in.",
                "If it was you, choose one by the link below. It is good once, for an hour. If it was not, do nothing: your password stays as it is.", "Choose a new password"),
            "registration" => ($"Your registration at {practice.Name}", $"You can become a patient of {practice.Name}.",
                "Go on by the link below. It is good once, for a day. If you did not ask for this, do nothing.", "Go on"),
            _ => throw new InvalidOperationException($"There is no wording for {link.Kind}."),
        };
        return new(subject, Letter.Greet(link.DisplayName), headline, [], closing, new Uri(link.Address), button, practice.Name);
    }
}
