using PracticeAspire.Notifications.Tests.Appointments;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests.Accounts;

public sealed class WhenAccountLinkAskedTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    [Theory]
    [InlineData("invitation", "Your sign-in at Riverside Practice", "Choose a password")]
    [InlineData("password-reset", "A new password at Riverside Practice", "Choose a new password")]
    [InlineData("registration", "Your registration at Riverside Practice", "Go on")]
    public async Task The_link_is_mailed_to_its_address(string kind, string subject, string button)
    {
        var mailbox = await host.StartMailboxAsync();
        var (id, email) = Known(kind);

        await host.HearAsync(Asked(id));

        var mail = Assert.Single(await WhenAppointmentBookedTests.Arrived(mailbox, email, 1));
        Assert.Equal(subject, mail.Message.Subject);
        Assert.Contains("Hello Pat O'Neil <&>,", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"https://riverside.example/account/link?token={id:N}", mail.Text, StringComparison.Ordinal);
        Assert.Contains($">{button}</a>", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_over_is_not_mailed()
    {
        var mailbox = await host.StartMailboxAsync();
        var unknown = Guid.CreateVersion7();
        await host.HearAsync(Asked(unknown));
        var (expired, email) = Known("invitation");
        await host.HearAsync(new AccountLinkAsked(expired, host.Clock.GetCurrentInstant().ToDateTimeOffset(), DateTimeOffset.UtcNow));
        await Eventually.Is(() => host.Sql.CountAsync($"account_mail WHERE link_id = '{unknown}' AND status = 'outdated'"), count => count == 1, "the unknown link to be given up");

        // What comes later has been sent, so nothing of the earlier is still on its way.
        var (next, address) = Known("invitation");
        await host.HearAsync(Asked(next));
        await WhenAppointmentBookedTests.Arrived(mailbox, address, 1);
        Assert.Empty(await mailbox.MailToAsync(email));
    }

    [Fact]
    public async Task A_link_waits_for_a_directory_that_is_away_and_for_a_mail_server()
    {
        var (id, email) = Known("password-reset");
        host.Neighbours.Links.Away = true;
        await host.HearAsync(Asked(id));
        await Eventually.Is(() => host.Sql.CountAsync($"account_mail WHERE link_id = '{id}' AND error IS NOT NULL"), count => count == 1, "the mail to be put back");
        host.Neighbours.Links.Away = false;
        host.Clock.AdvanceSeconds(6);

        var mailbox = await host.StartMailboxAsync();
        await Eventually.Is(async () =>
        {
            host.Clock.AdvanceSeconds(10);
            return await mailbox.MailToAsync(email);
        }, mails => mails.Count >= 1, "the mail to arrive");
    }

    [Fact]
    public async Task What_opens_is_not_kept()
    {
        var mailbox = await host.StartMailboxAsync();
        var (id, email) = Known("invitation");
        await host.HearAsync(Asked(id));
        await WhenAppointmentBookedTests.Arrived(mailbox, email, 1);
        Assert.Equal(0L, await host.Sql.CountAsync($"account_mail m WHERE row_to_json(m)::text LIKE '%{id:N}%' OR row_to_json(m)::text LIKE '%{email}%'"));
    }

    private (Guid Id, string Email) Known(string kind)
    {
        var (id, email) = (Guid.CreateVersion7(), $"{Guid.NewGuid():N}@example.org");
        host.Neighbours.Links.Know(id, kind, "Pat O'Neil <&>", email, $"https://riverside.example/account/link?token={id:N}");
        return (id, email);
    }

    private AccountLinkAsked Asked(Guid id) => new(id, host.Clock.GetCurrentInstant().ToDateTimeOffset().AddDays(7), DateTimeOffset.UtcNow);
}
