using System.Text.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.People;

public sealed class RegisterPatientTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task A_registered_patient_is_there_and_announced_by_id_only()
    {
        var reply = await RegisterAsync(Request());
        Assert.Equal(("Nora Kim", "2024-02-29", "female"), (reply.Patient.DisplayName, reply.Patient.BirthDate, reply.Patient.AdministrativeGender));

        var announced = await host.InDatabase(db => db.Set<OutboxEntry>().Where(e => e.Data.Contains(reply.Patient.Id)).SingleAsync());
        Assert.Equal("users.patient-registered.v1", announced.Topic);
        Assert.DoesNotContain("Kim", announced.Data, StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(announced.Data).RootElement.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Asking_twice_with_one_id_registers_once()
    {
        var request = Request();
        var replies = await Task.WhenAll(RegisterAsync(request), RegisterAsync(request));
        Assert.Equal(replies[0].Patient.Id, replies[1].Patient.Id);

        request.FamilyName = "Lee";
        Assert.Equal("id-reused", (await RefusalOf(request)).Code);
    }

    public static TheoryData<string, Action<RegisterPatientRequest>, string> Wrong => new()
    {
        { "no name", r => (r.GivenNames, r.FamilyName) = (" ", "\t"), "name-missing" },
        { "a name of signs", r => (r.GivenNames, r.FamilyName) = ("--", "…"), "name-missing" },
        { "a long name", r => r.FamilyName = new string('x', 201), "name-too-long" },
        { "a hidden character", r => r.FamilyName = "Ki\u200bm", "name-unreadable" },
        { "a line break is a space, a bell is not", r => r.FamilyName = "Ki\am", "name-unreadable" },
        { "born tomorrow", r => r.BirthDate = "2026-03-05", "birth-date-in-the-future" },
        { "born too long ago", r => r.BirthDate = "1850-01-01", "birth-date-too-long-ago" },
        { "no address", r => r.Email = "nora at example", "email-unreadable" },
        { "no number", r => r.Phone = "call me", "phone-unreadable" },
        { "no language", r => r.Language = "English, please", "language-unknown" },
        { "no birth date", r => r.BirthDate = "", "birth_date" },
        { "a day that is not", r => r.BirthDate = "2025-02-29", "birth_date" },
        { "no gender", r => r.AdministrativeGender = "f", "administrative_gender" },
        { "no id", r => r.Id = "1", "id" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Refuses_what_cannot_be_with_a_sentence_and_keeps_nothing(string what, Action<RegisterPatientRequest> make, string codeOrField)
    {
        var before = await host.InDatabase(db => db.People.CountAsync());
        var request = Request();
        make(request);
        var refusal = await RefusalOf(request);
        Assert.True(codeOrField == (refusal.Code ?? refusal.Field), $"{what}: {refusal}");
        Assert.EndsWith(".", refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, await host.InDatabase(db => db.People.CountAsync()));
    }

    [Fact]
    public async Task Tells_all_that_is_wrong_at_once_field_by_field()
    {
        var request = Request();
        Assert.Empty((await CheckAsync(request)).Problems);

        (request.FamilyName, request.BirthDate, request.Phone, request.Email) = ("Ki\u200bm", "2024-02-30", "call me", "nora at example");
        var problems = (await CheckAsync(request)).Problems;
        Assert.Equal(["family_name", "birth_date", "phone", "email"], problems.Select(p => p.Field));
        Assert.Equal("Give the birth date as a day such as 1980-04-23.", problems[1].Sentence);
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Finds_beforehand_what_registering_would_refuse(string what, Action<RegisterPatientRequest> make, string codeOrField)
    {
        var request = Request();
        make(request);
        var refusal = await RefusalOf(request);
        var found = (await CheckAsync(request)).Problems.Any(p => p.Sentence == refusal.Sentence);
        Assert.True(found == (codeOrField != "id"), what); // the request's own id is nothing that a person types
    }

    [Fact]
    public async Task Patients_check_nobody()
    {
        var patient = new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), Roles.Patient));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await patient.CheckPatientAsync(Request()))).StatusCode);
    }

    private static RegisterPatientRequest Request() => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        GivenNames = "Nora",
        FamilyName = "Kim",
        BirthDate = "2024-02-29",
        AdministrativeGender = "female",
        Phone = "+1 (555) 013-4477",
        Email = "nora@example.org",
    };

    private async Task<RegisterPatientReply> RegisterAsync(RegisterPatientRequest request) =>
        await new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), Roles.Receptionist)).RegisterPatientAsync(request);

    private async Task<CheckPatientReply> CheckAsync(RegisterPatientRequest request) =>
        await new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), Roles.Receptionist)).CheckPatientAsync(request);

    private async Task<Refusal> RefusalOf(RegisterPatientRequest request) =>
        Refusal.From(await Assert.ThrowsAsync<RpcException>(() => RegisterAsync(request)));
}
