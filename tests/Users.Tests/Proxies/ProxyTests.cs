using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Tests.Proxies;

public sealed class ProxyTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task A_parent_is_appointed_is_told_whom_they_act_for_and_others_hear_of_it()
    {
        var (child, parent) = (await PersonAsync("Lou"), await PersonAsync("Ada"));
        var appointed = await AppointAsync(child, parent);

        var represented = Assert.Single((await AsPatient(parent).ListRepresentedAsync(new())).Proxies);
        Assert.Equal((child.ToString(), "Lou Example", "PRN"), (represented.Patient.Id, represented.Patient.DisplayName, represented.Relationship));
        Assert.Equal(parent.ToString(), Assert.Single((await AsPatient(child).ListProxiesAsync(new() { PatientId = child.ToString() })).Proxies).Proxy_.Id);
        Assert.Equal([1], await EventsOfAsync(appointed.Id));
    }

    [Fact]
    public async Task Whoever_acts_for_someone_is_told_their_name_and_nobody_elses()
    {
        var (child, parent, stranger) = (await PersonAsync("Lou"), await PersonAsync("Ada"), await PersonAsync("Sam"));
        await AppointAsync(child, parent);
        var asked = new GetPeopleRequest { Ids = { child.ToString(), stranger.ToString() } };
        var people = new Contracts.People.PeopleClient(host.As(parent, Roles.Patient));
        var told = Assert.Single((await people.GetPeopleAsync(asked)).People);
        Assert.Equal((child.ToString(), "Lou Example", "", "patient"), (told.Id, told.DisplayName, told.BirthDate, Assert.Single(told.Roles)));
        Assert.Equal("", Assert.Single((await AsPatient(child).ListProxiesAsync(new() { PatientId = child.ToString() })).Proxies).Proxy_.BirthDate);
        Assert.Empty((await new Contracts.People.PeopleClient(host.As(stranger, Roles.Patient)).GetPeopleAsync(new() { Ids = { child.ToString() } })).People);
    }

    [Theory]
    [InlineData("desk")]
    [InlineData("patient")]
    [InlineData("proxy")]
    public async Task It_is_ended_by_the_desk_the_patient_or_the_proxy(string who)
    {
        var (patient, proxy) = (await PersonAsync("Lou"), await PersonAsync("Ada"));
        var appointed = await AppointAsync(patient, proxy);
        var by = who switch { "desk" => AsDesk(), "patient" => AsPatient(patient), _ => AsPatient(proxy) };
        await by.EndProxyAsync(new() { Id = appointed.Id, Version = appointed.Version });

        Assert.Empty((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies);
        Assert.Equal([1, 2], await EventsOfAsync(appointed.Id));
        Assert.Equal("ended-already", await RefusalAsync(AsDesk().EndProxyAsync(new() { Id = appointed.Id, Version = 2 })));
        await AppointAsync(patient, proxy);
    }

    [Fact]
    public async Task Strangers_learn_and_end_nothing()
    {
        var (patient, proxy, stranger) = (await PersonAsync("Lou"), await PersonAsync("Ada"), await PersonAsync("Sam"));
        var appointed = await AppointAsync(patient, proxy);
        foreach (var other in new[] { stranger, proxy })
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await AsPatient(other).ListProxiesAsync(new() { PatientId = patient.ToString() }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await AsPatient(stranger).EndProxyAsync(new() { Id = appointed.Id, Version = 1 }))).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await AsPatient(proxy).AppointProxyAsync(Request(stranger, proxy)))).StatusCode);
        Assert.Single((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies);
    }

    [Fact]
    public async Task It_goes_with_a_record_that_is_merged_where_it_can_be_seen_and_ended()
    {
        var (stays, goes, proxy) = (await PersonAsync("Lou"), await PersonAsync("Lu"), await PersonAsync("Ada"));
        var appointed = await AppointAsync(goes, proxy);
        var people = new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), Roles.Receptionist));
        await people.MergePatientsAsync(new() { RequestId = Guid.CreateVersion7().ToString(), SurvivorId = stays.ToString(), SurvivorVersion = 1, MergedId = goes.ToString(), MergedVersion = 1 });

        Assert.Equal(stays.ToString(), Assert.Single((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies).Patient.Id);
        Assert.Single((await AsDesk().ListProxiesAsync(new() { PatientId = stays.ToString() })).Proxies);
        Assert.Single((await new Contracts.People.PeopleClient(host.As(proxy, Roles.Patient)).GetPeopleAsync(new() { Ids = { stays.ToString() } })).People);
        await AsPatient(stays).EndProxyAsync(new() { Id = appointed.Id, Version = 1 });
        Assert.Empty((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies);
    }

    [Fact]
    public async Task The_last_day_ends_it_and_it_can_be_given_again()
    {
        var (patient, proxy) = (await PersonAsync("Lou"), await PersonAsync("Ada"));
        var day = host.Clock.GetCurrentInstant().InUtc().Date;
        await AppointAsync(patient, proxy, endsOn: day);
        Assert.Single((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies);

        host.Clock.Advance(Duration.FromHours(36));
        Assert.Empty((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies);
        await AppointAsync(patient, proxy);
    }

    [Fact]
    public async Task Two_at_the_desk_at_once_appoint_one()
    {
        var (patient, proxy) = (await PersonAsync("Lou"), await PersonAsync("Ada"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                await AppointAsync(patient, proxy);
                return "appointed";
            }
            catch (RpcException refused)
            {
                return Refusal.From(refused).Code;
            }
        }));
        Assert.Equal(["appointed", "proxy-there", "proxy-there", "proxy-there"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing()
    {
        var (patient, proxy) = (await PersonAsync("Lou"), await PersonAsync("Ada"));
        var nurse = await PersonAsync("Nia", Roles.Nurse);
        Assert.Equal("same-person", await RefusalAsync(AsDesk().AppointProxyAsync(Request(patient, patient))));
        Assert.Equal("not-patients", await RefusalAsync(AsDesk().AppointProxyAsync(Request(nurse, proxy))));
        Assert.Equal("end-in-the-past", await RefusalAsync(AsDesk().AppointProxyAsync(Request(patient, proxy, endsOn: "2001-01-01"))));
        Assert.Equal("end-too-late", await RefusalAsync(AsDesk().AppointProxyAsync(Request(patient, proxy, endsOn: "2190-01-01"))));
        foreach (var malformed in new[] { Request(patient, proxy, endsOn: "soon"), Request(patient, proxy, relationship: "FRIEND"), Request(patient, proxy, scope: "everything") })
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await AsDesk().AppointProxyAsync(malformed))).StatusCode);
        Assert.Empty((await AsPatient(proxy).ListRepresentedAsync(new())).Proxies);
    }

    private async Task<Guid> PersonAsync(string name, string role = Roles.Patient)
    {
        var person = Person.With([role], new PersonalDetails(name, "Example") { BirthDate = new LocalDate(1990, 1, 2), Gender = "unknown" });
        await host.InDatabase(db =>
        {
            db.People.Add(person);
            return db.SaveChangesAsync();
        });
        return person.Id;
    }

    private Contracts.Proxies.ProxiesClient AsDesk() => new(host.As(Guid.CreateVersion7(), Roles.Receptionist));

    private Contracts.Proxies.ProxiesClient AsPatient(Guid id) => new(host.As(id, Roles.Patient));

    private async Task<Proxy> AppointAsync(Guid patient, Guid proxy, LocalDate? endsOn = null) =>
        await AsDesk().AppointProxyAsync(Request(patient, proxy, endsOn?.ToString("uuuu-MM-dd", null) ?? ""));

    private static AppointProxyRequest Request(Guid patient, Guid proxy, string endsOn = "", string relationship = "PRN", string scope = "appointments") => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        PatientId = patient.ToString(),
        ProxyId = proxy.ToString(),
        Relationship = relationship,
        Scopes = { scope },
        EndsOn = endsOn,
    };

    private Task<List<int>> EventsOfAsync(string proxy) => host.InDatabase(db => db.Database.SqlQuery<int>(
        $"SELECT (data::jsonb ->> 'version')::int AS \"Value\" FROM outbox WHERE topic = 'users.proxy-changed.v1' AND data::jsonb ->> 'proxyGrantId' = {proxy} ORDER BY position").ToListAsync());

    private static async Task<string?> RefusalAsync(AsyncUnaryCall<Proxy> call) => Refusal.From(await Assert.ThrowsAsync<RpcException>(async () => await call)).Code;
}
