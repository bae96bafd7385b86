using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// A token that was found good is good for another half minute, or until it expires: its signature, a tenth of the work of a short call, is
/// not checked anew each time. What a token says never changes, so nothing else can be remembered wrongly.
/// </summary>
internal sealed class RememberedTokens : JwtBearerEvents, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly MemoryCache found = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public override Task MessageReceived(MessageReceivedContext context)
    {
        if (TokenOf(context.Request) is { } token && found.TryGetValue(token, out ClaimsPrincipal? principal))
        {
            context.Principal = principal;
            context.Success();
        }

        return Task.CompletedTask;
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var now = DateTimeOffset.UtcNow;
        var until = new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero);
        if (TokenOf(context.Request) is { } token && until > now)
            found.Set(token, context.Principal!, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = until < now + Longest ? until : now + Longest });
        return Task.CompletedTask;
    }

    public void Dispose() => found.Dispose();

    private static string? TokenOf(Microsoft.AspNetCore.Http.HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..] : null;
}
