using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.AccountLinks;

/// <summary>What reaches a mailbox.</summary>
internal static class Links
{
    /// <summary>Where the link leads that was asked for last, as notifications is told to mail it.</summary>
    public static async Task<string> LastLinkToAsync(this UsersHost host, string email)
    {
        var link = await host.InDatabase(db => db.Set<AccountLink>().Where(l => l.Email == email).OrderByDescending(l => l.Id).FirstAsync());
        var reply = await new Contracts.AccountLinks.AccountLinksClient(host.AsService(AppNames.Notifications)).GetLinkAsync(new GetLinkRequest { LinkId = link.Id.ToString() });
        Assert.Equal(email, reply.Email);
        return new Uri(reply.Address).PathAndQuery;
    }

    /// <summary>How many links to this address notifications was told to mail.</summary>
    public static Task<int> MailedToAsync(this UsersHost host, string email) => host.InDatabase(async db =>
    {
        var asked = await db.Set<AccountLink>().Where(l => l.Email == email).Select(l => l.Id.ToString()).ToListAsync();
        var told = await db.Database.SqlQuery<string>($"SELECT data::jsonb ->> 'linkId' AS \"Value\" FROM outbox WHERE topic = 'users.account-link-asked.v1'").ToListAsync();
        return asked.Count(told.Contains);
    });

    public static async Task<string> TextAsync(this Task<HttpResponseMessage> answer) => await (await answer).Content.ReadAsStringAsync();
}
