using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;
using PracticeAspire.Users.Tests.SignIn;

namespace PracticeAspire.Users.Tests.AccountLinks;

public sealed class RegistrationTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Register = "/account/register";

    [Fact]
    public async Task Someone_new_becomes_a_patient_whom_the_others_hear_of()
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        using var browser = host.OpenBrowser();
        Assert.Equal(HttpStatusCode.Redirect, (await RegisterAsync(browser, email, "Zoë", "Brand-New", "1990-02-28")).StatusCode);

        Assert.True(await browser.IsSignedInAsync());
        var person = await PersonOfAsync(email);
        Assert.Equal(("Zoë", "Brand-New", new LocalDate(1990, 2, 28)), (person.GivenNames, person.FamilyName, person.BirthDate));
        Assert.Equal([Roles.Patient], person.Roles);
        Assert.Equal(1, await host.InDatabase(db => db.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM outbox WHERE topic = 'users.patient-registered.v1' AND data::jsonb ->> 'patientId' = {person.Id.ToString()}").SingleAsync()));
    }

    [Theory]
    [InlineData("1975-05-05", "Maria", "Silva", true)]
    [InlineData("1975-05-05", "maria josé", "SILVA", true)]
    [InlineData("1975-05-06", "Maria", "Silva", false)]
    [InlineData("1975-05-05", "Paulo", "Costa", false)]
    [InlineData("1975-05-05", "Mario", "Silva", false)]
    [InlineData("1975-05-05", "M", "Silva", false)]
    [InlineData("1975-05-05", "Silva", "Maria José", false)]
    public async Task Whom_the_practice_knows_by_name_birth_date_and_mailbox_stays_who_they_are(string birthDate, string given, string family, bool isTheSame)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        var known = Person.With([Roles.Patient], new PersonalDetails("Maria José", "Silva") { Email = email.ToUpperInvariant(), BirthDate = new LocalDate(1975, 5, 5), Gender = "female" });
        await host.InDatabase(db =>
        {
            db.People.Add(known);
            return db.SaveChangesAsync();
        });
        using var browser = host.OpenBrowser();
        await RegisterAsync(browser, email, given, family, birthDate);

        Assert.Equal(isTheSame, (await PersonOfAsync(email)).Id == known.Id);
        Assert.Equal("Maria José", (await host.InDatabase(db => db.People.SingleAsync(p => p.Id == known.Id))).GivenNames);
    }

    [Fact]
    public async Task Nobody_registers_as_someone_who_works_here()
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        var nurse = Person.With([Roles.Nurse, Roles.Patient], new PersonalDetails("Nia", "Okoye") { Email = email, BirthDate = new LocalDate(1980, 5, 5), Gender = "female" });
        await host.InDatabase(db =>
        {
            db.People.Add(nurse);
            return db.SaveChangesAsync();
        });
        using var browser = host.OpenBrowser();
        await RegisterAsync(browser, email, "Nia", "Okoye", "1980-05-05");
        Assert.Equal([Roles.Patient], (await PersonOfAsync(email)).Roles);
    }

    [Theory]
    [InlineData(" ", "", "1990-02-28", "Enter a name.")]
    [InlineData("Ann", "Lee", "", "Enter your birth date.")]
    [InlineData("Ann", "Lee", "2190-02-28", "in the future")]
    [InlineData("Ann", "Lee", "1690-02-28", "more than 130 years ago")]
    [InlineData("A\u202Enn", "Lee", "1990-02-28", "cannot be seen")]
    public async Task Bad_input_gets_a_sentence_and_changes_nothing(string given, string family, string birthDate, string sentence)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        using var browser = host.OpenBrowser();
        var answer = await RegisterAsync(browser, email, given, family, birthDate);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await host.InDatabase(db => db.People.CountAsync(p => p.Email == email)));

        var good = await browser.SubmitAsync(await host.LastLinkToAsync(email), "", Fields("Ann", "Lee", "1990-02-28"));
        Assert.Equal(HttpStatusCode.Redirect, good.StatusCode);
    }

    [Fact]
    public async Task A_name_of_200_characters_fits_and_one_more_does_not()
    {
        foreach (var (length, fits) in new[] { (200, true), (201, false) })
        {
            using var browser = host.OpenBrowser();
            var answer = await RegisterAsync(browser, $"{Guid.NewGuid():N}@example.org", new string('n', length), "Long", "1990-02-28");
            Assert.Equal(fits, answer.StatusCode == HttpStatusCode.Redirect);
        }
    }

    [Fact]
    public async Task Whoever_signs_in_already_is_mailed_a_new_password_and_no_page_says_so()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        var known = await browser.SubmitAsync(Register, "", ("email", email)).TextAsync();
        var other = $"{Guid.NewGuid():N}@example.org";
        var unknown = await browser.SubmitAsync(Register, "", ("email", other)).TextAsync();

        Assert.Equal(known.Replace(email, "…", StringComparison.Ordinal), unknown.Replace(other, "…", StringComparison.Ordinal));
        Assert.Contains("Choose a password", await browser.Http.GetStringAsync(await host.LastLinkToAsync(email)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_practice_that_registers_patients_itself_says_so()
    {
        using (var open = host.OpenBrowser())
            Assert.Contains("href=\"/account/register\"", await open.Http.GetStringAsync("/account/sign-in"), StringComparison.Ordinal);

        await using var closed = new ClosedHost();
        using var browser = closed.OpenBrowser();
        Assert.Contains("registers new patients itself", await browser.Http.GetStringAsync(Register), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/account/register\"", await browser.Http.GetStringAsync("/account/sign-in"), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> RegisterAsync(Browser browser, string email, string given, string family, string birthDate)
    {
        Assert.Contains("on its way", await browser.SubmitAsync(Register, "", ("email", email)).TextAsync(), StringComparison.Ordinal);
        return await browser.SubmitAsync(await host.LastLinkToAsync(email), "", Fields(given, family, birthDate));
    }

    private Task<Person> PersonOfAsync(string email) => host.InDatabase(db => db.People.SingleAsync(p => db.Accounts.Any(a => a.Id == p.Id && a.Email == email)));

    private static (string Name, string Value)[] Fields(string given, string family, string birthDate) =>
        [("GivenNames", given), ("FamilyName", family), ("BirthDate", birthDate), ("password", Staff.Password), ("again", Staff.Password)];

    private sealed class ClosedHost : UsersHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Registration:Open", "false");
        }
    }
}
