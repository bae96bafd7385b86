using System.Globalization;
using System.Security.Cryptography;
using Dapr;
using Dapr.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>
/// Session tickets in the state store, sealed, because they hold tokens, and each for its own key: moved under another one it opens nothing.
/// They go by themselves when the session has run out.
/// </summary>
internal sealed class SessionTickets(DaprClient dapr, IDataProtectionProvider protection, TimeProvider time) : ITicketStore
{
    // Every page waits for this, and a page that waits for ever is worse than one that says it cannot.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4);

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = $"session-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        await RenewAsync(key, ticket);
        return key;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var left = (ticket.Properties.ExpiresUtc ?? time.GetUtcNow().AddHours(1)) - time.GetUtcNow();
        await dapr.SaveStateAsync(
            DaprNames.StateStore,
            key,
            Convert.ToBase64String(SealOf(key).Protect(TicketSerializer.Default.Serialize(ticket))),
            metadata: new Dictionary<string, string>
            {
                ["ttlInSeconds"] = Math.Max(1, (int)left.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            },
            cancellationToken: deadline.Token);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        if (SessionStoreAway.WasMetBy(httpContext))
            return null;
        try
        {
            return await RetrieveAsync(key);
        }
        catch (Exception failure) when (failure is DaprException or Grpc.Core.RpcException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw SessionStoreAway.MetBy(httpContext, failure);
        }
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        if (await dapr.GetStateAsync<string?>(DaprNames.StateStore, key, cancellationToken: deadline.Token) is not { Length: > 0 } kept)
            return null;
        try
        {
            return TicketSerializer.Default.Deserialize(SealOf(key).Unprotect(Convert.FromBase64String(kept)));
        }
        catch (CryptographicException)
        {
            return null; // sealed with a key that is gone: as good as expired
        }
    }

    public async Task RemoveAsync(string key)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await dapr.DeleteStateAsync(DaprNames.StateStore, key, cancellationToken: deadline.Token);
    }

    private IDataProtector SealOf(string key) => protection.CreateProtector("PracticeAspire.Web.SessionTickets.v2", key);
}
