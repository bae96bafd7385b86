using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.People;

public sealed class MergePatientsTests(UsersHost host) : IClassFixture<UsersHost>
{
    private Contracts.People.PeopleClient Reception => new(host.As(Guid.CreateVersion7(), Roles.Receptionist));

    [Fact]
    public async Task The_other_record_is_set_aside_and_what_only_it_knew_is_learnt()
    {
        var (stays, goes) = (await RegisterAsync("Anna", "Schmidt", phone: "+49 171 5550134"), await RegisterAsync("Anna", "Meier", phone: "0170 4", email: "anna@example.org"));
        var preview = await PreviewAsync(stays, goes);
        Assert.Equal("", preview.Objection);
        Assert.Equal(
            [("family_name", "Schmidt", "Meier", "Schmidt"), ("phone", "+49 171 5550134", "0170 4", "+49 171 5550134"), ("email", "", "anna@example.org", "anna@example.org")],
            preview.Fields.Where(f => f.Differs).Select(f => (f.Name, f.Survivor, f.Merged, f.Result)));

        await MergeAsync(preview);

        Assert.Equal([stays], (await FindAsync("meier anna")).Select(p => p.Id));
        Assert.DoesNotContain(await AllAsync(), p => p.Person.Id == goes);
        Assert.Equal("anna@example.org", (await AllAsync()).Single(p => p.Person.Id == stays).Email);
        var asked = Assert.Single((await Reception.GetPeopleAsync(new() { Ids = { goes } })).People);
        Assert.Equal((goes, stays, "Anna Schmidt"), (asked.Id, asked.MergedInto, asked.DisplayName));
        var contact = Assert.Single((await new Contracts.People.PeopleClient(host.AsService("notifications")).GetContactsAsync(new() { PersonIds = { goes } })).Contacts);
        Assert.Equal((goes, "Anna Schmidt", "anna@example.org"), (contact.PersonId, contact.DisplayName, contact.Email));
        Assert.Equal(["users.patient-registered.v1", "users.patients-merged.v1"], await AnnouncedAsync(goes));
    }

    [Fact]
    public async Task Undoing_gives_back_to_each_what_was_theirs_and_keeps_what_was_corrected_since()
    {
        var (stays, goes) = (await RegisterAsync("Bert", "Kaiser"), await RegisterAsync("Berti", "Kaiser", phone: "0170 44444", email: "berti@example.org"));
        var before = await TextAsync(stays, goes);
        await MergeAsync(await PreviewAsync(stays, goes));
        Assert.NotEqual(before, await TextAsync(stays, goes));

        var undo = await UndoRequestAsync(stays, goes);
        await Reception.UndoMergeAsync(undo);

        Assert.Equal(before, await TextAsync(stays, goes));
        Assert.Equal(["users.patient-registered.v1", "users.patients-merged.v1", "users.patient-registered.v1", "users.patients-unmerged.v1"], await AnnouncedAsync(goes));
        Assert.Empty((await Reception.ListMergedAsync(new() { SurvivorId = stays })).Merged);

        await MergeAsync(await PreviewAsync(stays, goes));
        await host.InDatabase(db => db.People.Where(p => p.Id == Guid.Parse(stays)).ExecuteUpdateAsync(set => set.SetProperty(p => p.Phone, "0170 55555")));
        await Reception.UndoMergeAsync(await UndoRequestAsync(stays, goes));
        var corrected = await host.InDatabase(db => db.People.SingleAsync(p => p.Id == Guid.Parse(stays)));
        Assert.Equal(("0170 55555", ""), (corrected.Phone, corrected.Email));
    }

    [Fact]
    public async Task Asking_twice_merges_once_and_undoes_once()
    {
        var (stays, goes) = (await RegisterAsync("Cora", "Lang"), await RegisterAsync("Cora", "Lange"));
        var merge = Request(await PreviewAsync(stays, goes));
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => await Reception.MergePatientsAsync(merge)));
        Assert.Single(answers.Distinct());

        var undo = await UndoRequestAsync(stays, goes);
        await Reception.UndoMergeAsync(undo);
        await Reception.UndoMergeAsync(undo);
        Assert.Equal(1, (await AnnouncedAsync(goes)).Count(t => t == "users.patients-unmerged.v1"));
        undo.RequestId = Guid.CreateVersion7().ToString();
        Assert.Equal("not-merged", (await RefusedAsync(async () => await Reception.UndoMergeAsync(undo))).Code);
    }

    [Fact]
    public async Task A_preview_that_is_out_of_date_is_refused_and_changes_nothing()
    {
        var (stays, goes, other) = (await RegisterAsync("Dora", "Wolf"), await RegisterAsync("Dora", "Wolff"), await RegisterAsync("D.", "Wolf"));
        var old = await PreviewAsync(stays, goes);
        await MergeAsync(await PreviewAsync(stays, other));
        var before = await TextAsync(stays, goes, other);

        var refusal = await RefusedAsync(() => MergeAsync(old));
        Assert.Equal((RefusalKind.Stale, 2L), (refusal.Kind, refusal.CurrentVersion));
        Assert.Equal(before, await TextAsync(stays, goes, other));
    }

    [Fact]
    public async Task There_are_no_chains_and_no_rings()
    {
        var (a, b, c) = (await RegisterAsync("Emil", "Roth"), await RegisterAsync("Emil", "Rot"), await RegisterAsync("Emile", "Roth"));
        await MergeAsync(await PreviewAsync(a, b));

        Assert.Equal("merged-is-survivor", (await RefusedAsync(async () => await MergeAsync(await PreviewAsync(c, a)))).Code);
        Assert.Equal("already-merged", (await RefusedAsync(async () => await MergeAsync(await PreviewAsync(b, c)))).Code);
        Assert.Equal("already-merged", (await RefusedAsync(async () => await MergeAsync(await PreviewAsync(c, b)))).Code);
        Assert.Equal("same-record", (await RefusedAsync(async () => await MergeAsync(await PreviewAsync(c, c)))).Code);
        await MergeAsync(await PreviewAsync(a, c));
        Assert.Equal([b, c], (await Reception.ListMergedAsync(new() { SurvivorId = a })).Merged.Select(m => m.Person.Id));
    }

    [Fact]
    public async Task The_database_lets_no_chain_or_ring_through_when_merges_race()
    {
        var (a, b, c) = (await RegisterAsync("Fritz", "Haas"), await RegisterAsync("Fritz", "Has"), await RegisterAsync("Fritzi", "Haas"));
        await using var database = NpgsqlDataSource.Create(host.ConnectionString);
        foreach (var (first, second) in new[] { ((b, a), (a, c)), ((a, c), (b, a)), ((a, b), (b, a)) })
        {
            await using var one = await database.OpenConnectionAsync();
            await using var other = await database.OpenConnectionAsync();
            await using var transaction = await one.BeginTransactionAsync();
            await SetAsync(one, first);
            var waits = SetAsync(other, second);
            await transaction.CommitAsync();

            Assert.Equal("people_merged_into_standing", (await Assert.ThrowsAsync<PostgresException>(() => waits)).ConstraintName);
            await using var undo = database.CreateCommand("UPDATE people SET merged_into = NULL WHERE merged_into IS NOT NULL AND family_name IN ('Haas', 'Has')");
            await undo.ExecuteNonQueryAsync();
        }

        Assert.Equal("people_merged_into_standing", (await Assert.ThrowsAsync<PostgresException>(() => InOneAsync(database, (a, a)))).ConstraintName);

        static async Task SetAsync(NpgsqlConnection connection, (string Merged, string Into) merge)
        {
            await using var set = new NpgsqlCommand("UPDATE people SET merged_into = $2 WHERE id = $1", connection)
            {
                Parameters = { new() { Value = Guid.Parse(merge.Merged) }, new() { Value = Guid.Parse(merge.Into) } },
            };
            await set.ExecuteNonQueryAsync();
        }

        static async Task InOneAsync(NpgsqlDataSource database, (string, string) merge)
        {
            await using var connection = await database.OpenConnectionAsync();
            await SetAsync(connection, merge);
        }
    }

    [Fact]
    public async Task The_record_with_the_sign_in_stays()
    {
        var (plain, signsIn) = (await RegisterAsync("Gerd", "Blum"), await RegisterAsync("Gerd", "Blumm"));
        await GiveSignInAsync(signsIn, "gerd@example.org");

        var preview = await PreviewAsync(plain, signsIn);
        Assert.Equal("The record that would go has a sign-in, and the person could not use it any more. Keep that record instead.", preview.Objection);
        Assert.True(preview.OtherWayRound);
        Assert.Equal("merged-signs-in", (await RefusedAsync(() => MergeAsync(preview))).Code);

        var turned = await Reception.PreviewMergeAsync(new() { SurvivorId = plain, MergedId = signsIn, EitherWay = true });
        Assert.Equal((signsIn, plain, ""), (turned.Survivor.Person.Id, turned.Merged.Person.Id, turned.Objection));

        await GiveSignInAsync(plain, "gerd2@example.org");
        var both = await Reception.PreviewMergeAsync(new() { SurvivorId = plain, MergedId = signsIn, EitherWay = true });
        Assert.False(both.OtherWayRound);
        Assert.Equal("both-sign-in", (await RefusedAsync(() => MergeAsync(both))).Code);
    }

    [Fact]
    public async Task A_sign_in_that_is_given_meanwhile_is_seen_by_the_database()
    {
        var (stays, goes) = (await RegisterAsync("Hans", "Ohm"), await RegisterAsync("Hans", "Ohn"));
        await MergeAsync(await PreviewAsync(stays, goes));
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => host.InDatabase(async db =>
        {
            db.Accounts.Add(new Users.Accounts.Account { Id = Guid.Parse(goes) });
            await db.SaveOrRefuse(CancellationToken.None);
            return true;
        }));
        Assert.Equal("merged-signs-in", broken.Code);
    }

    [Fact]
    public async Task Only_receptionists_and_administrators_merge()
    {
        var (stays, goes) = (await RegisterAsync("Ida", "Pohl"), await RegisterAsync("Ida", "Pohle"));
        var preview = await PreviewAsync(stays, goes);
        foreach (var role in new[] { Roles.Doctor, Roles.Nurse, Roles.Biller, Roles.Patient, Roles.Service })
        {
            var someone = new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), role));
            Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(async () => await someone.PreviewMergeAsync(new() { SurvivorId = stays, MergedId = goes }))).Kind);
            Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(async () => await someone.MergePatientsAsync(Request(preview)))).Kind);
            Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(async () => await someone.UndoMergeAsync(new() { RequestId = goes, MergedId = goes }))).Kind);
        }

        var patient = new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), Roles.Patient));
        Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(async () => await patient.FindDuplicatesAsync(new()))).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(async () => await patient.ListMergedAsync(new() { SurvivorId = stays }))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(async () => await PreviewAsync(stays, Guid.CreateVersion7().ToString()))).Kind);
    }

    [Fact]
    public async Task Who_is_probably_the_same_is_found_for_what_was_typed_and_for_a_record()
    {
        var known = await RegisterAsync("Jürgen", "Zobel", "1961-02-03", "+49 171 987654");
        await RegisterAsync("Klara", "Zobel", "1961-02-03", "+49 171 987654");
        var typed = await Reception.FindDuplicatesAsync(new() { GivenNames = "Zobel", FamilyName = "Jurgen", BirthDate = "1961-02-03", Phone = "x" });
        Assert.Equal([(known, "Given and family name swapped; Same birth date")], typed.Duplicates.Select(d => (d.Person.Id, string.Join("; ", d.Reasons))));
        var byPhone = await Reception.FindDuplicatesAsync(new() { GivenNames = "Juergen", FamilyName = "Zobel", BirthDate = "soon", Phone = "0171 987654" });
        Assert.Equal([(known, "Similar name; Same telephone number")], byPhone.Duplicates.Select(d => (d.Person.Id, string.Join("; ", d.Reasons))));
        Assert.Equal("+49 171 987654", byPhone.Duplicates[0].Person.Phone);

        var again = await RegisterAsync("Jürgen", "Zobell", "1961-02-03");
        Assert.Equal([again], (await Reception.FindDuplicatesAsync(new() { PersonId = known })).Duplicates.Select(d => d.Person.Id));
        await MergeAsync(await PreviewAsync(known, again));
        Assert.Empty((await Reception.FindDuplicatesAsync(new() { PersonId = known })).Duplicates);
        Assert.Empty((await Reception.FindDuplicatesAsync(new())).Duplicates);
    }

    private async Task<string> RegisterAsync(string given, string family, string birthDate = "1980-01-01", string phone = "", string email = "") =>
        (await Reception.RegisterPatientAsync(new()
        {
            Id = Guid.CreateVersion7().ToString(),
            GivenNames = given,
            FamilyName = family,
            BirthDate = birthDate,
            Phone = phone,
            Email = email,
        })).Patient.Id;

    private async Task<MergePreview> PreviewAsync(string stays, string goes) => await Reception.PreviewMergeAsync(new() { SurvivorId = stays, MergedId = goes });

    private static MergePatientsRequest Request(MergePreview preview) => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        SurvivorId = preview.Survivor.Person.Id,
        SurvivorVersion = preview.Survivor.Version,
        MergedId = preview.Merged.Person.Id,
        MergedVersion = preview.Merged.Version,
    };

    private async Task MergeAsync(MergePreview preview) => await Reception.MergePatientsAsync(Request(preview));

    private async Task<UndoMergeRequest> UndoRequestAsync(string stays, string goes) => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        MergedId = goes,
        MergedVersion = (await Reception.ListMergedAsync(new() { SurvivorId = stays })).Merged.Single(m => m.Person.Id == goes).Version,
    };

    private async Task GiveSignInAsync(string person, string email) =>
        await new Contracts.Accounts.AccountsClient(host.As(Guid.CreateVersion7(), Roles.Administrator))
            .CreateAccountAsync(new() { PersonId = person, Email = email, Password = "not the usual words at all" });

    private async Task<IReadOnlyList<Person>> FindAsync(string text) => (await Reception.FindPatientsAsync(new() { Text = text })).Patients;

    private async Task<IReadOnlyList<ListedPerson>> AllAsync() => (await Reception.ListPeopleAsync(new() { PageSize = 200 })).People;

    /// <returns>The records' rows as text, without their versions.</returns>
    private Task<string> TextAsync(params string[] people) => host.InDatabase(async db => string.Join('\n', await db.Database.SqlQuery<string>(
        $"SELECT (to_jsonb(p) - 'version')::text AS \"Value\" FROM people p WHERE id::text = ANY ({people}) ORDER BY id").ToListAsync()));

    private Task<List<string>> AnnouncedAsync(string about) => host.InDatabase(db => db.Set<OutboxEntry>()
        .Where(e => e.Data.Contains(about)).OrderBy(e => e.Position).Select(e => e.Topic).ToListAsync());

    private static async Task<Refusal> RefusedAsync(Func<Task> attempt) => Refusal.From(await Assert.ThrowsAsync<RpcException>(attempt));
}
