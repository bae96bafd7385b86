using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.People;

public sealed class DirectoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Staff_and_services_see_anyone_a_patient_sees_themself_and_who_works_here()
    {
        var (patient, doctor, nurse, admin) = (await IdOf("patient"), await IdOf("doctor"), await IdOf("nurse"), await IdOf("admin"));
        var other = await RegisterAsync("Omar", "Haddad");
        Guid[] all = [patient, doctor, nurse, admin, other];

        Assert.Equal(5, (await GetAsync(host.As(nurse, Roles.Nurse), all)).Count);
        Assert.Equal(5, (await GetAsync(host.AsService(AppNames.Reporting), all)).Count);
        Assert.Equal(new[] { patient, doctor, nurse, admin }.Order(), (await GetAsync(host.As(patient, Roles.Patient), all)).Select(p => Guid.Parse(p.Id)).Order());
        Assert.Equal(new[] { doctor, nurse, admin, other }.Order(), (await GetAsync(host.As(other, Roles.Patient), all)).Select(p => Guid.Parse(p.Id)).Order());
        Assert.Equal([doctor], (await GetAsync(host.As(Guid.CreateVersion7()), all)).Select(p => Guid.Parse(p.Id)));
    }

    [Fact]
    public async Task A_patient_learns_of_a_doctor_what_stands_on_the_door()
    {
        var doctor = Assert.Single(await GetAsync(host.As(await IdOf("patient"), Roles.Patient), await IdOf("doctor")));
        Assert.Equal(("Dr. Ana Ruiz", "", ""), (doctor.DisplayName, doctor.BirthDate, doctor.AdministrativeGender));
        Assert.Equal((["doctor"], ["Family medicine"]), (doctor.Roles, doctor.Specialities));
    }

    [Fact]
    public async Task A_patient_learns_of_who_works_here_the_name_and_what_they_work_as_and_nothing_else()
    {
        var (patient, nurse) = (await IdOf("patient"), await IdOf("nurse"));
        var seen = Assert.Single(await GetAsync(host.As(patient, Roles.Patient), nurse));
        Assert.Equal(new Contracts.Person { Id = nurse.ToString(), DisplayName = seen.DisplayName, Roles = { "nurse" } }, seen);
        Assert.NotEmpty(seen.DisplayName);
    }

    [Fact]
    public async Task A_patient_does_not_learn_who_of_those_that_work_here_is_a_patient_too()
    {
        var (patient, biller) = (await IdOf("patient"), await IdOf("biller"));
        await host.InDatabase(db => db.Database.ExecuteSqlAsync(
            $"UPDATE people SET roles = roles || ARRAY['patient'], birth_date = '1980-02-03', gender = 'female' WHERE id = {biller}", Ct));

        var seen = Assert.Single(await GetAsync(host.As(patient, Roles.Patient), biller));

        Assert.Equal(("biller", "", ""), (Assert.Single(seen.Roles), seen.BirthDate, seen.AdministrativeGender));
    }

    [Fact]
    public async Task Whom_a_patient_may_keep_out_is_everyone_who_works_here_and_nobody_else()
    {
        var other = await RegisterAsync("Nils", "Nobody");
        var patient = host.As(await IdOf("patient"), Roles.Patient);

        var staff = (await Client(patient).ListStaffAsync(new(), cancellationToken: Ct)).Staff;

        foreach (var account in new[] { "doctor", "nurse", "reception", "biller", "admin" })
            Assert.Contains((await IdOf(account)).ToString(), staff.Select(p => p.Id));
        Assert.DoesNotContain(other.ToString(), staff.Select(p => p.Id));
        Assert.All(staff, p => Assert.Equal(("", "", "", false), (p.BirthDate, p.AdministrativeGender, p.Phone, p.Roles.Contains("patient"))));
        foreach (var caller in new[] { host.As(Guid.CreateVersion7(), Roles.Nurse), host.AsService(AppNames.Records), host.As(Guid.CreateVersion7()) })
            Assert.Equal(RefusalKind.NotAllowed, await KindOf(c => c.ListStaffAsync(new()), caller));
    }

    [Fact]
    public async Task Everyone_signed_in_sees_who_can_be_visited()
    {
        foreach (var caller in new[] { host.As(Guid.CreateVersion7(), Roles.Patient), host.As(Guid.CreateVersion7(), Roles.Biller), host.AsService(AppNames.Appointments) })
        {
            var reply = await Client(caller).ListPractitionersAsync(new(), cancellationToken: Ct);
            Assert.Equal(["Dr. Samuel Lindqvist", "Dr. Priya Raman", "Dr. Ana Ruiz"], reply.Practitioners.Select(p => p.DisplayName));
        }
    }

    [Theory]
    [InlineData("muñoz jo", true)]
    [InlineData("JO MUNOZ", true)]
    [InlineData("munoz-garcia", true)]
    [InlineData("garc, mar", true)]
    [InlineData("1991-04-30", true)]
    [InlineData("jose 1991-04-30", true)]
    [InlineData("30.04.1991", true)]
    [InlineData("04/30/1991 jo", true)]
    [InlineData("(555) 01-99", true)]
    [InlineData("munoz 5501", true)]
    [InlineData("munoz 5502", false)]
    [InlineData("munoz 555", false)]
    [InlineData("unoz", false)]
    [InlineData("jose 1991-04-29", false)]
    [InlineData("jose%", true)]
    [InlineData("%", false)]
    [InlineData("_", false)]
    [InlineData("' OR 1=1 --", false)]
    [InlineData("", false)]
    public async Task Patients_are_found_by_fragments_without_accents_and_by_birth_date(string text, bool found)
    {
        await OnceAsync("José María", "Muñoz-García", "1991-04-30", "+34 555 019 9");
        var reply = await Client(host.As(Guid.CreateVersion7(), Roles.Receptionist)).FindPatientsAsync(new() { Text = text }, cancellationToken: Ct);
        Assert.Equal(found, reply.Patients.Any(p => p.DisplayName == "José María Muñoz-García"));
    }

    [Theory]
    [InlineData("O'Brien", "obrien")]
    [InlineData("O'Brien", "brien")]
    [InlineData("O’Brien", "o'br")]
    [InlineData("Łukaszewski", "lukas")]
    [InlineData("Sørensen", "soren")]
    [InlineData("Weiß", "weiss")]
    [InlineData("Hoeger456", "hoeger")]
    [InlineData("Şahin", "sahin")]
    [InlineData("Νικολάου", "νικολαου")]
    public async Task Names_are_found_as_people_type_them(string family, string typed)
    {
        await OnceAsync("Test", family, "1970-01-01");
        var reply = await Client(host.As(Guid.CreateVersion7(), Roles.Nurse)).FindPatientsAsync(new() { Text = typed }, cancellationToken: Ct);
        Assert.Contains(reply.Patients, p => p.DisplayName == $"Test {family}");
    }

    [Fact]
    public async Task Whose_family_name_begins_so_comes_first_and_a_list_that_is_cut_off_says_so()
    {
        await RegisterAsync("Quentin", "Adams");
        await RegisterAsync("Ada", "Quent");
        await RegisterAsync("Bob", "Adams-Quentin");
        var staff = Client(host.As(Guid.CreateVersion7(), Roles.Receptionist));

        var all = await staff.FindPatientsAsync(new() { Text = "quent" }, cancellationToken: Ct);
        Assert.Equal(["Ada Quent", "Quentin Adams", "Bob Adams-Quentin"], all.Patients.Select(p => p.DisplayName));
        Assert.False(all.CutOff);

        var two = await staff.FindPatientsAsync(new() { Text = "quent", Limit = 2 }, cancellationToken: Ct);
        Assert.Equal((2, true), (two.Patients.Count, two.CutOff));
        Assert.False((await staff.FindPatientsAsync(new() { Text = "quent", Limit = 3 }, cancellationToken: Ct)).CutOff);
    }

    [Fact]
    public async Task Staff_are_not_found_among_patients()
    {
        var reply = await Client(host.As(Guid.CreateVersion7(), Roles.Nurse)).FindPatientsAsync(new() { Text = "ruiz" }, cancellationToken: Ct);
        Assert.Empty(reply.Patients);
    }

    [Fact]
    public async Task Contacts_are_for_services_only()
    {
        var patient = await IdOf("patient");
        var ask = new GetContactsRequest { PersonIds = { patient.ToString(), Guid.CreateVersion7().ToString() } };
        var contact = Assert.Single((await Client(host.AsService(AppNames.Notifications)).GetContactsAsync(ask, cancellationToken: Ct)).Contacts);
        Assert.Equal(("patient@demo.practice", "Julia Bennett", "en"), (contact.Email, contact.DisplayName, contact.Language));

        foreach (var role in Roles.Staff.Append(Roles.Patient))
            Assert.Equal(RefusalKind.NotAllowed, await KindOf(c => c.GetContactsAsync(ask), host.As(patient, role)));
    }

    [Fact]
    public async Task Who_may_look_at_emergencies_goes_by_what_roles_may_and_is_told_to_notifications_only()
    {
        var (admin, ask) = (await IdOf("admin"), new ListHoldersRequest { Permission = Permissions.ReviewRecords });

        var holders = await Client(host.AsService(AppNames.Notifications)).ListHoldersAsync(ask, cancellationToken: Ct);

        Assert.Equal([admin.ToString()], holders.PersonIds);
        foreach (var caller in new[] { host.AsService(AppNames.Reporting), host.As(admin, Roles.Administrator), host.As(await IdOf("patient"), Roles.Patient) })
            Assert.Equal(RefusalKind.NotAllowed, await KindOf(c => c.ListHoldersAsync(ask), caller));
    }

    [Theory]
    [InlineData("records.own")]
    [InlineData("records.all")]
    [InlineData("")]
    public async Task Who_holds_what_patients_can_be_given_is_not_told(string permission)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client(host.AsService(AppNames.Notifications)).ListHoldersAsync(new() { Permission = permission }, cancellationToken: Ct));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Patients_and_services_neither_search_nor_list_nor_register()
    {
        foreach (var caller in new[] { host.As(Guid.CreateVersion7(), Roles.Patient), host.AsService(AppNames.Web), host.As(Guid.CreateVersion7()) })
        {
            Assert.Equal(RefusalKind.NotAllowed, await KindOf(c => c.FindPatientsAsync(new() { Text = "a" }), caller));
            Assert.Equal(RefusalKind.NotAllowed, await KindOf(c => c.ListPeopleAsync(new()), caller));
            Assert.Equal(RefusalKind.NotAllowed, await KindOf(c => c.RegisterPatientAsync(Registration("A", "B")), caller));
        }
    }

    [Fact]
    public async Task Nobody_gets_nothing()
    {
        Assert.Equal(RefusalKind.SignedOut, await KindOf(c => c.ListPractitionersAsync(new()), host.AsNobody()));
        Assert.Equal(RefusalKind.SignedOut, await KindOf(c => c.GetPeopleAsync(new()), host.WithToken("forged")));
    }

    [Fact]
    public async Task The_list_goes_page_by_page_through_everyone_once()
    {
        await OnceAsync("Zoë", "Page", "1970-01-01");
        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await Client(host.As(Guid.CreateVersion7(), Roles.Receptionist)).ListPeopleAsync(new() { PageSize = 2, PageToken = token }, cancellationToken: Ct);
            Assert.All(page.People, p => Assert.False(p.CanSignIn));
            seen.AddRange(page.People.Select(p => p.Person.Id));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(await host.InDatabase(db => db.People.CountAsync()), seen.Count);

        var admins = await Client(host.As(Guid.CreateVersion7(), Roles.Administrator)).ListPeopleAsync(new() { Role = Roles.Administrator }, cancellationToken: Ct);
        Assert.True(Assert.Single(admins.People).CanSignIn);
    }

    [Fact]
    public async Task A_wrong_request_names_its_field()
    {
        var staff = host.As(Guid.CreateVersion7(), Roles.Nurse);
        Assert.Equal("ids", await FieldOf(c => c.GetPeopleAsync(new() { Ids = { "7" } }), staff));
        Assert.Equal("ids", await FieldOf(c => c.GetPeopleAsync(new() { Ids = { Enumerable.Range(0, 501).Select(_ => Guid.NewGuid().ToString()) } }), staff));
        Assert.Equal("limit", await FieldOf(c => c.FindPatientsAsync(new() { Text = "a", Limit = 51 }), staff));
        Assert.Equal("role", await FieldOf(c => c.ListPeopleAsync(new() { Role = "king" }), staff));
        Assert.Equal("page_token", await FieldOf(c => c.ListPeopleAsync(new() { PageToken = "next" }), staff));
    }

    private static Contracts.People.PeopleClient Client(CallInvoker caller) => new(caller);

    private async Task<Guid> IdOf(string account) =>
        await host.InDatabase(db => db.People.Where(p => p.Email == $"{account}@demo.practice").Select(p => p.Id).SingleAsync());

    private static async Task<IReadOnlyList<Person>> GetAsync(CallInvoker caller, params Guid[] ids) =>
        (await Client(caller).GetPeopleAsync(new GetPeopleRequest { Ids = { ids.Select(id => id.ToString()) } }, cancellationToken: Ct)).People;

    private static RegisterPatientRequest Registration(string given, string family, string birthDate = "1990-01-01") => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        GivenNames = given,
        FamilyName = family,
        BirthDate = birthDate,
    };

    private async Task<Guid> RegisterAsync(string given, string family, string birthDate = "1990-01-01") => Guid.Parse(
        (await Client(host.As(Guid.CreateVersion7(), Roles.Receptionist)).RegisterPatientAsync(Registration(given, family, birthDate), cancellationToken: Ct)).Patient.Id);

    private async Task OnceAsync(string given, string family, string birthDate, string phone = "")
    {
        if (await host.InDatabase(db => db.People.AnyAsync(p => p.FamilyName == family)))
            return;

        var registration = Registration(given, family, birthDate);
        registration.Phone = phone;
        await Client(host.As(Guid.CreateVersion7(), Roles.Receptionist)).RegisterPatientAsync(registration, cancellationToken: Ct);
    }

    private static async Task<Refusal> RefusalOf<T>(Func<Contracts.People.PeopleClient, AsyncUnaryCall<T>> call, CallInvoker caller) =>
        Refusal.From(await Assert.ThrowsAsync<RpcException>(async () => await call(Client(caller))));

    private static async Task<RefusalKind> KindOf<T>(Func<Contracts.People.PeopleClient, AsyncUnaryCall<T>> call, CallInvoker caller) => (await RefusalOf(call, caller)).Kind;

    private static async Task<string?> FieldOf<T>(Func<Contracts.People.PeopleClient, AsyncUnaryCall<T>> call, CallInvoker caller) => (await RefusalOf(call, caller)).Field;
}
