using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using NodaTime;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Accounts;

/// <summary>A browser that has signed in to an account. Its attempts are counted apart, so that strangers' guesses do not shut the owner out.</summary>
internal sealed record KnownDevice(Guid AccountId, byte[] DeviceHash)
{
    /// <summary>One that has not been used for so long is a stranger again.</summary>
    public static readonly Duration Keep = Duration.FromDays(180);

    public Instant LastSignInAt { get; init; }
}

/// <summary>Where an attempt comes from: a network address, and the device as its cookie names it.</summary>
internal sealed record Visitor(string Address, byte[]? Device)
{
    private const int DeviceSize = 32;

    public static Visitor From(HttpContext context) => new(
        Origin.NetworkOf(context.Connection.RemoteIpAddress) ?? "unknown",
        context.Request.Cookies[CookieName(context)] is { Length: < 100 } cookie && Read(cookie) is { Length: DeviceSize } device ? SHA256.HashData(device) : null);

    /// <summary>Whoever signs in on this device may from now on mistype here whatever strangers do elsewhere.</summary>
    public static async Task RememberAsync(HttpContext context, Guid account, UsersDb db, Instant now, CancellationToken ct)
    {
        var device = From(context).Device;
        if (device is null)
        {
            var fresh = RandomNumberGenerator.GetBytes(DeviceSize);
            device = SHA256.HashData(fresh);
            context.Response.Cookies.Append(CookieName(context), Base64UrlEncoder.Encode(fresh), new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                Path = "/",
                MaxAge = TimeSpan.FromDays(400),
            });
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO known_devices (account_id, device_hash, last_sign_in_at) VALUES ({account}, {device}, {now})
            ON CONFLICT (account_id, device_hash) DO UPDATE SET last_sign_in_at = excluded.last_sign_in_at
            """,
            ct);
    }

    public Task<bool> IsKnownToAsync(Guid account, UsersDb db, Instant now, CancellationToken ct) =>
        db.Set<KnownDevice>().AnyAsync(d => d.AccountId == account && d.DeviceHash == Device && d.LastSignInAt > now - KnownDevice.Keep, ct);

    private static string CookieName(HttpContext context) => context.Request.IsHttps ? "__Host-practice-device" : "practice-device";

    private static byte[] Read(string cookie)
    {
        try
        {
            return Base64UrlEncoder.DecodeBytes(cookie);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
