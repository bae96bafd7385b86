using Grpc.Core;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Colleagues;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.Colleagues;

public sealed class ColleagueTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static readonly Guid Me = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Contracts.Colleagues.ColleaguesClient Administrator => new(host.As(Me, Roles.Administrator));

    [Fact]
    public async Task A_colleague_is_added_once_and_found_in_the_list()
    {
        var wanted = Someone(Roles.Nurse);
        var added = await Administrator.SaveColleagueAsync(wanted, cancellationToken: Ct);
        Assert.Equal(added, await Administrator.SaveColleagueAsync(wanted, cancellationToken: Ct));
        Assert.Equal((1, true, false), (added.Version, added.Active, added.CanSignIn));

        var list = await Administrator.ListColleaguesAsync(new(), cancellationToken: Ct);
        Assert.Single(list.Colleagues, c => c.Equals(added));
    }

    [Fact]
    public async Task At_which_locations_a_colleague_works_is_kept_by_id_and_changed_like_the_rest()
    {
        string[] places = [Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString()];
        var wanted = Someone(Roles.Nurse);
        wanted.LocationIds.Add([.. places, places[0]]);
        var added = await Administrator.SaveColleagueAsync(wanted, cancellationToken: Ct);
        Assert.Equal(places, added.LocationIds);

        added.LocationIds.RemoveAt(0);
        await Administrator.SaveColleagueAsync(added, cancellationToken: Ct);
        var listed = (await Administrator.ListColleaguesAsync(new(), cancellationToken: Ct)).Colleagues.Single(c => c.Id == added.Id);
        Assert.Equal((places[1], 2L), (Assert.Single(listed.LocationIds), listed.Version));

        listed.LocationIds.Add("Riverside Clinic");
        Assert.Equal((RefusalKind.Malformed, "location_ids"), await WrongFieldAsync(listed));
        listed.LocationIds.Clear();
        listed.LocationIds.Add(Enumerable.Range(0, 51).Select(_ => Guid.CreateVersion7().ToString()));
        Assert.Equal((RefusalKind.Malformed, "location_ids"), await WrongFieldAsync(listed));

        async Task<(RefusalKind, string?)> WrongFieldAsync(Colleague colleague)
        {
            var refusal = Refusal.From(await Assert.ThrowsAsync<RpcException>(async () => await Administrator.SaveColleagueAsync(colleague, cancellationToken: Ct)));
            return (refusal.Kind, refusal.Field);
        }
    }

    [Fact]
    public async Task Other_roles_shut_out_the_tokens_that_say_the_old_ones()
    {
        var nurse = await Administrator.SaveColleagueAsync(Someone(Roles.Nurse), cancellationToken: Ct);
        nurse.Roles.Clear();
        nurse.Roles.Add(Roles.Biller);
        var biller = await Administrator.SaveColleagueAsync(nurse, cancellationToken: Ct);

        Assert.Equal([Roles.Biller], biller.Roles);
        await ShutOutAsync(biller.Id);
    }

    [Fact]
    public async Task Whoever_is_deactivated_is_shut_out_within_seconds_and_can_come_back()
    {
        var doctor = await Administrator.SaveColleagueAsync(Someone(Roles.Doctor), cancellationToken: Ct);
        var gone = await Administrator.DeactivateAsync(new() { PersonId = doctor.Id, Version = doctor.Version }, cancellationToken: Ct);
        Assert.False(gone.Active);
        await ShutOutAsync(doctor.Id);
        Assert.Equal("left-already", await RuleAsync(async () => await Administrator.DeactivateAsync(new() { PersonId = gone.Id, Version = gone.Version })));

        var back = await Administrator.ReactivateAsync(new() { PersonId = gone.Id, Version = gone.Version }, cancellationToken: Ct);
        Assert.True(back.Active);
        Assert.Equal("here-already", await RuleAsync(async () => await Administrator.ReactivateAsync(new() { PersonId = back.Id, Version = back.Version })));
    }

    [Fact]
    public async Task The_last_administrator_who_can_sign_in_stays_one_even_when_two_take_each_other_away_at_once()
    {
        var accounts = new Contracts.Accounts.AccountsClient(host.As(Me, Roles.Administrator));
        var two = new List<Colleague>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var one = await Administrator.SaveColleagueAsync(Someone(Roles.Administrator), cancellationToken: Ct);
            await accounts.CreateAccountAsync(new() { PersonId = one.Id, Email = $"{one.Id}@practice.test", Password = "a very long passphrase" }, cancellationToken: Ct);
            two.Add((await Administrator.ListColleaguesAsync(new(), cancellationToken: Ct)).Colleagues.Single(c => c.Id == one.Id));
        }

        var refusals = await Task.WhenAll(two.Select(one => Task.Run(() => RuleAsync(
            async () => await Administrator.DeactivateAsync(new() { PersonId = one.Id, Version = one.Version }, cancellationToken: Ct)))));
        Assert.Equal(["", "last-administrator"], refusals.Order());
    }

    [Fact]
    public async Task Nobody_deactivates_themselves()
    {
        var me = await Administrator.SaveColleagueAsync(Someone(Roles.Administrator), cancellationToken: Ct);
        var asMyself = new Contracts.Colleagues.ColleaguesClient(host.As(Guid.Parse(me.Id), Roles.Administrator));
        Assert.Equal("own-account", await RuleAsync(async () => await asMyself.DeactivateAsync(new() { PersonId = me.Id, Version = me.Version })));
    }

    [Theory]
    [InlineData("1234567893", true)]
    [InlineData("1679576722", true)]
    [InlineData("1234567890", false)]
    [InlineData("1234567839", false)]
    [InlineData("123456789", false)]
    [InlineData("12345678931", false)]
    [InlineData("١٢٣٤٥٦٧٨٩٣", false)]
    [InlineData("", true)]
    public void An_npi_is_checked_by_its_last_digit(string npi, bool good)
    {
        if (good)
            Assert.Equal(npi, Npi.Read($" {npi} "));
        else
            Assert.Equal("npi-wrong", Assert.Throws<BuildingBlocks.RuleBroken>(() => Npi.Read(npi)).Code);
    }

    [Fact]
    public async Task An_npi_belongs_to_one_colleague()
    {
        var first = Someone(Roles.Doctor);
        first.Npi = "1245319599";
        await Administrator.SaveColleagueAsync(first, cancellationToken: Ct);
        var second = Someone(Roles.Doctor);
        second.Npi = first.Npi;
        Assert.Equal("npi-taken", await RuleAsync(async () => await Administrator.SaveColleagueAsync(second, cancellationToken: Ct)));
    }

    [Fact]
    public async Task A_change_of_what_has_changed_since_is_refused_and_changes_nothing()
    {
        var seen = await Administrator.SaveColleagueAsync(Someone(Roles.Biller), cancellationToken: Ct);
        var other = seen.Clone();
        other.FamilyName = "Changed";
        await Administrator.SaveColleagueAsync(other, cancellationToken: Ct);
        var stale = await Assert.ThrowsAsync<RpcException>(async () => await Administrator.SaveColleagueAsync(seen, cancellationToken: Ct));
        Assert.Equal(StatusCode.Aborted, stale.StatusCode);
    }

    [Theory]
    [InlineData("", "Fischer", Roles.Nurse, "", null)]
    [InlineData("", "", Roles.Nurse, "", "name-missing")]
    [InlineData("Lena", "\u202Eadmin", Roles.Nurse, "", "name-unreadable")]
    [InlineData("Lena", "Fischer", "", "", "role-missing")]
    [InlineData("Lena", "Fischer", Roles.Nurse, "not an address", "email-unreadable")]
    public async Task Says_what_is_wrong_with_a_colleague(string given, string family, string role, string email, string? rule)
    {
        var wanted = Someone(Roles.Nurse);
        (wanted.GivenNames, wanted.FamilyName, wanted.Email) = (given, family, email);
        wanted.Roles.Clear();
        if (role.Length > 0)
            wanted.Roles.Add(role);
        Assert.Equal(rule ?? "", await RuleAsync(async () => await Administrator.SaveColleagueAsync(wanted, cancellationToken: Ct)));
    }

    private static Colleague Someone(params string[] roles) =>
        new() { Id = Guid.CreateVersion7().ToString(), GivenNames = "Lena", FamilyName = "Fischer", Roles = { roles } };

    private static async Task<string> RuleAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "";
        }
        catch (RpcException refusal)
        {
            Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
            return refusal.Trailers.GetValue("rule")!;
        }
    }

    private async Task ShutOutAsync(string person)
    {
        using var promised = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        promised.CancelAfter(TimeSpan.FromSeconds(5));
        using var feed = new AccessFeed.AccessFeedClient(host.AsService(AppNames.Appointments)).Watch(new(), cancellationToken: promised.Token);
        do
            Assert.True(await feed.ResponseStream.MoveNext(promised.Token));
        while (feed.ResponseStream.Current.Revocations.All(r => r.Subject != person));
    }
}
