using System.Net;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using PracticeAspire.Users.Tests.SignIn;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Tests.AccountLinks;

public sealed class InvitationTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task Whoever_is_invited_chooses_a_password_and_signs_in_with_it()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        Assert.Equal(email, (await InviteAsync(id, Roles.Receptionist)).Email);
        var link = await host.LastLinkToAsync(email);

        using var browser = host.OpenBrowser();
        Assert.Contains($"sign in as {email}", await browser.Http.GetStringAsync(link), StringComparison.Ordinal);
        var chosen = await browser.SubmitAsync(link, "", ("password", Staff.Password), ("again", Staff.Password));

        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        Assert.True(await browser.IsSignedInAsync());
        using var elsewhere = host.OpenBrowser();
        await elsewhere.SignInAsync(Staff.SignInPage, email, Staff.Password);
        Assert.True(await elsewhere.IsSignedInAsync());
    }

    [Fact]
    public async Task A_colleague_who_is_invited_sets_up_a_second_factor_before_anything_opens()
    {
        var (id, email) = await KnownAsync(Roles.Nurse);
        await InviteAsync(id, Roles.Administrator);
        using var browser = host.OpenBrowser();
        var chosen = await browser.SubmitAsync(await host.LastLinkToAsync(email), "", ("password", Staff.Password), ("again", Staff.Password));

        Assert.StartsWith("/account/authenticator", chosen.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_link_is_good_once_however_many_open_it_at_the_same_moment()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        await InviteAsync(id, Roles.Administrator);
        var link = await host.LastLinkToAsync(email);
        string[] passwords = [.. Enumerable.Range(0, 4).Select(i => $"{Staff.Password} number {i}")];
        var browsers = passwords.Select(_ => host.OpenBrowser()).ToList();
        var pages = await Task.WhenAll(browsers.Select(browser => browser.Http.GetStringAsync(link)));
        var answers = await Task.WhenAll(passwords.Select((password, i) => browsers[i].SubmitAsync(pages[i], link, "", ("password", password), ("again", password))));
        browsers.ForEach(browser => browser.Dispose());

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        using var late = host.OpenBrowser();
        Assert.Contains("has been used", await late.Http.GetStringAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_invitation_takes_back_the_one_that_went_astray()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        await InviteAsync(id, Roles.Administrator, $"astray-{email}");
        var astray = await host.LastLinkToAsync($"astray-{email}");
        await InviteAsync(id, Roles.Administrator, email);
        using var stranger = host.OpenBrowser();
        Assert.Contains("has been used, or its time is over", await stranger.Http.GetStringAsync(astray), StringComparison.Ordinal);
        Assert.Contains($"sign in as {email}", await stranger.Http.GetStringAsync(await host.LastLinkToAsync(email)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_will_not_do_leaves_the_link_as_good_as_it_was()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        await InviteAsync(id, Roles.Administrator);
        var link = await host.LastLinkToAsync(email);
        using var browser = host.OpenBrowser();
        Assert.Contains("at least 15", await browser.SubmitAsync(link, "", ("password", "short"), ("again", "short")).TextAsync(), StringComparison.Ordinal);
        Assert.Contains("not the same", await browser.SubmitAsync(link, "", ("password", Staff.Password), ("again", "another one altogether")).TextAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync(link, "", ("password", Staff.Password), ("again", Staff.Password))).StatusCode);
    }

    [Fact]
    public async Task A_link_with_any_bit_changed_is_no_link()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        await InviteAsync(id, Roles.Administrator);
        var token = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes((await host.LastLinkToAsync(email)).Split("token=")[1]);
        var tokens = (Users.AccountLinks.LinkTokens)host.Services.GetService(typeof(Users.AccountLinks.LinkTokens))!;
        Assert.NotNull(tokens.Read(Encoded(token)));

        for (var bit = 0; bit < token.Length * 8; bit++)
            Assert.Null(tokens.Read(Encoded([.. token.Select((b, i) => i == bit / 8 ? (byte)(b ^ (1 << (bit % 8))) : b)])));
        foreach (var nonsense in (string[])["", "x", new string('A', 64), Encoded(token)[..^1], Encoded(token) + "A", "ü" + Encoded(token)[1..]])
            Assert.Null(tokens.Read(nonsense));

        static string Encoded(byte[] bytes) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(bytes);
    }

    [Fact]
    public async Task A_receptionist_invites_patients_and_no_colleagues()
    {
        var (patient, _) = await KnownAsync(Roles.Patient);
        var (nurse, _) = await KnownAsync(Roles.Nurse);
        await InviteAsync(patient, Roles.Receptionist);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => InviteAsync(nurse, Roles.Receptionist))).StatusCode);
        await InviteAsync(nurse, Roles.Administrator);
    }

    [Fact]
    public async Task Nobody_is_invited_without_an_address_or_with_someone_elses_or_twice()
    {
        var (known, email) = await KnownAsync(Roles.Patient);
        var (unreachable, _) = await KnownAsync(Roles.Patient, reachable: false);
        Assert.Equal("email-missing", await RefusalAsync(InviteAsync(unreachable, Roles.Administrator)));
        Assert.Equal("email-unreadable", await RefusalAsync(InviteAsync(unreachable, Roles.Administrator, "no address")));
        Assert.Equal("email-taken", await RefusalAsync(InviteAsync(unreachable, Roles.Administrator, (await host.HireAsync(Roles.Doctor)).ToUpperInvariant())));
        await InviteAsync(known, Roles.Administrator);
        using var browser = host.OpenBrowser();
        await browser.SubmitAsync(await host.LastLinkToAsync(email), "", ("password", Staff.Password), ("again", Staff.Password));
        Assert.Equal("has-account", await RefusalAsync(InviteAsync(known, Roles.Administrator)));
    }

    [Fact]
    public async Task Nobody_but_a_service_is_told_a_link_and_none_once_it_is_over()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        await InviteAsync(id, Roles.Administrator);
        var link = await host.InDatabase(db => db.Set<Users.AccountLinks.AccountLink>().SingleAsync(l => l.Email == email));
        var request = new GetLinkRequest { LinkId = link.Id.ToString() };
        var administrator = new Contracts.AccountLinks.AccountLinksClient(host.As(Guid.CreateVersion7(), Roles.Administrator));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await administrator.GetLinkAsync(request))).StatusCode);

        var notifications = new Contracts.AccountLinks.AccountLinksClient(host.AsService(AppNames.Notifications));
        Assert.Equal(await notifications.GetLinkAsync(request), await notifications.GetLinkAsync(request));
        host.Clock.Advance(Duration.FromDays(7));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await notifications.GetLinkAsync(request))).StatusCode);
    }

    [Fact]
    public async Task Neither_the_event_log_nor_the_table_holds_what_opens()
    {
        var (id, email) = await KnownAsync(Roles.Patient);
        await InviteAsync(id, Roles.Administrator);
        var token = (await host.LastLinkToAsync(email)).Split("token=")[1];
        var everything = await host.InDatabase(db => db.Database.SqlQuery<string>(
            $"SELECT row_to_json(o)::text AS \"Value\" FROM outbox o UNION ALL SELECT row_to_json(l)::text FROM account_links l").ToListAsync());
        Assert.NotEmpty(everything);
        Assert.All(everything, row => Assert.DoesNotContain(token, row, StringComparison.Ordinal));
    }

    private async Task<(Guid Id, string Email)> KnownAsync(string role, bool reachable = true)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        var person = Person.With([role], new PersonalDetails("Robin", "Example") { Email = reachable ? email : "", BirthDate = new LocalDate(1980, 1, 2), Gender = "unknown" });
        await host.InDatabase(db =>
        {
            db.People.Add(person);
            return db.SaveChangesAsync();
        });
        return (person.Id, email);
    }

    private async Task<InviteReply> InviteAsync(Guid person, string role, string email = "") =>
        await new Contracts.Accounts.AccountsClient(host.As(Guid.CreateVersion7(), role))
            .InviteAsync(new InviteRequest { RequestId = Guid.CreateVersion7().ToString(), PersonId = person.ToString(), Email = email });

    private static async Task<string?> RefusalAsync(Task<InviteReply> call) => Refusal.From(await Assert.ThrowsAsync<RpcException>(() => call)).Code;
}
