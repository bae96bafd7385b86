using Grpc.Core;
using Microsoft.Extensions.Caching.Memory;
using PracticeAspire.Access.Contracts;

namespace PracticeAspire.ServiceDefaults;

/// <summary>A person of the directory, as known by a sign-in with another identity provider.</summary>
/// <param name="AsOf">A revocation of the link at this time or later concerns what is known here.</param>
public sealed record LinkedPerson(Guid PersonId, string Name, Guid LinkId, DateTimeOffset AsOf);

/// <summary>Who is who: the directory's own tables in the users service, the users service for everyone else.</summary>
public interface ILinkedPeople
{
    /// <param name="subject">What the provider calls them; unique within it.</param>
    /// <param name="token">Their access token, which the answer is asked with.</param>
    /// <returns>Null when nobody here is known by it.</returns>
    /// <exception cref="RpcException">The users service does not answer.</exception>
    ValueTask<LinkedPerson?> FindAsync(string issuer, string subject, string token, CancellationToken ct);

    /// <summary>What was known of this subject is no more: ask again.</summary>
    void Forget(string subject);
}

/// <summary>Asks the users service once in a while; a token is read far more often than a person's link changes, and its end is told by the access feed.</summary>
internal sealed class AskUsers(SignIns.SignInsClient signIns) : ILinkedPeople, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public async ValueTask<LinkedPerson?> FindAsync(string issuer, string subject, string token, CancellationToken ct)
    {
        if (known.TryGetValue(subject, out LinkedPerson? person))
            return person;

        try
        {
            var answer = await signIns.WhoAmIAsync(new WhoAmIRequest(), new Metadata { { "authorization", $"Bearer {token}" } }, cancellationToken: ct);
            person = new(Guid.Parse(answer.PersonId), answer.DisplayName, Guid.Parse(answer.LinkId), answer.AsOf.ToDateTimeOffset());
            return known.Set(subject, person, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Longest });
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
        {
            return null;
        }
    }

    public void Forget(string subject) => known.Remove(subject);

    public void Dispose() => known.Dispose();
}
