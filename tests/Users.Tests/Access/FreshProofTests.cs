using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Tests.Access;

/// <summary>Where the policy table cannot say it, because it depends on whom it is done to. The doors it can say it of are tried by AccessTests.</summary>
public sealed class FreshProofTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_colleague_is_invited_with_fresh_proof_only_and_a_patient_without()
    {
        Assert.Equal(FreshProof.Rule, await InviteAsync(Roles.Nurse, minutesAgo: 16));
        Assert.Null(await InviteAsync(Roles.Nurse, minutesAgo: 14));
        Assert.Null(await InviteAsync(Roles.Patient, minutesAgo: 16));
    }

    private async Task<string?> InviteAsync(string role, int minutesAgo)
    {
        var person = Person.With([role], new PersonalDetails("Robin", "Example") { Email = $"{Guid.NewGuid():N}@example.org" });
        await host.InDatabase(async db =>
        {
            db.People.Add(person);
            return await db.SaveChangesAsync(Ct);
        });
        var token = host.Issuer.ForPerson(Guid.CreateVersion7(), [Roles.Administrator], t => t["auth_time"] = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo).ToUnixTimeSeconds());
        try
        {
            await new Contracts.Accounts.AccountsClient(host.WithToken(token)).InviteAsync(
                new() { RequestId = Guid.CreateVersion7().ToString(), PersonId = person.Id.ToString() }, cancellationToken: Ct);
            return null;
        }
        catch (RpcException refusal)
        {
            return refusal.Trailers.GetValue("rule");
        }
    }
}
