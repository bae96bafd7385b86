using Grpc.Core;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// A token that was found good is good for another half minute, or until it expires: its signature, a tenth of the work of a short call, is
/// not checked anew each time. What a token says never changes, so nothing else can be remembered wrongly; a stranger, who may be linked to
/// somebody the next moment, is not remembered.
/// </summary>
internal sealed class RememberedTokens : JwtBearerEvents, IDisposable
{
    private const string ShutOut = "The person, or this sign-in of theirs, was shut out after the token was issued.";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly MemoryCache found = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public override Task MessageReceived(MessageReceivedContext context)
    {
        if (TokenOf(context.Request) is { } token && found.TryGetValue(token, out KnownCaller? known))
        {
            context.Principal = known!.Principal;
            if (IsShutOut(context.HttpContext, known))
                context.Fail(ShutOut);
            else
                context.Success();
        }

        return Task.CompletedTask;
    }

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        if (TokenOf(context.Request) is not { } token || await TryReadAsync(context, token) is not { } principal)
            return;

        context.Principal = principal;
        var known = KnownCaller.From(principal, http);
        if (IsShutOut(http, known))
        {
            context.Fail(ShutOut);
            return;
        }

        var now = DateTimeOffset.UtcNow;
        var until = new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero);
        if (until > now && !known.Caller.IsStranger)
            found.Set(token, known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = until < now + Longest ? until : now + Longest });
    }

    public void Dispose() => found.Dispose();

    private static async Task<System.Security.Claims.ClaimsPrincipal?> TryReadAsync(TokenValidatedContext context, string token)
    {
        var http = context.HttpContext;
        try
        {
            return await http.RequestServices.GetRequiredService<SignInReader>().ReadAsync(context.Principal!, token, http.RequestAborted);
        }
        catch (RpcException failure)
        {
            context.Fail(failure);
            return null;
        }
    }

    // Asked each time: what a token says never changes, whether it still counts does.
    private static bool IsShutOut(HttpContext http, KnownCaller known)
    {
        http.Features.Set(known);
        return known.Caller.IsShutOut;
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..] : null;
}
