using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>
/// The secrets of a local installation, generated at the first run. Services read them through Dapr's secret store
/// (<c>secretstores.local.file</c>, nested by ':'), never from here.
/// </summary>
internal static class LocalSecrets
{
    public const string FileName = "secrets.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Clients = ["web", "users", "appointments", "records", "notifications", "reporting"];
    private static readonly string[] Sealing = ["users", "web"];
    private static readonly string[] Logging = ["users", "records"];

    /// <summary>Adds what is missing; <c>PRACTICE_DEMO_PASSWORD</c> wins over a password generated before.</summary>
    public static async Task EnsureAsync(string file, CancellationToken ct)
    {
        var secrets = await ReadAsync(file, ct);
        foreach (var client in Clients) Add(secrets, "clients", client, RandomText);
        Add(secrets, "demo", "password", () => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16) + "-A1");
        foreach (var app in Sealing) Add(secrets, app, "encryption-key", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Add(secrets, "users", "signing-key", SigningKey);
        foreach (var app in Logging) Add(secrets, app, "audit-key", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Add(secrets, "records", "wrapping-key-1", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        if (Environment.GetEnvironmentVariable("PRACTICE_DEMO_PASSWORD") is { Length: > 0 } chosen) secrets["demo"]!["password"] = chosen;
        await SecretFile.WriteAsync(file, secrets.ToJsonString(Indented), ct);
    }

    public static async Task<string> DemoPasswordAsync(string file, CancellationToken ct) =>
        (await ReadAsync(file, ct))["demo"]?["password"]?.GetValue<string>() ?? "";

    private static async Task<JsonObject> ReadAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file)) return [];
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(file, ct)) as JsonObject
                ?? throw new InfrastructureException($"{file} must hold a JSON object. Repair it, or delete it to have new secrets generated.");
        }
        catch (JsonException e)
        {
            throw new InfrastructureException($"{file} is not JSON any more: {e.Message} Repair it, or delete it to have new secrets generated.", e);
        }
    }

    private static void Add(JsonObject secrets, string group, string name, Func<string> make)
    {
        var values = secrets[group] as JsonObject;
        if (values is null) secrets[group] = values = [];
        values[name] ??= make();
    }

    private static string RandomText() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    private static string SigningKey()
    {
        using var key = RSA.Create(2048);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
