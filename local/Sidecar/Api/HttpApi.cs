using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using PracticeAspire.Sidecar.Health;
using PracticeAspire.Sidecar.Metadata;
using PracticeAspire.Sidecar.PubSub;
using PracticeAspire.Sidecar.Secrets;

namespace PracticeAspire.Sidecar.Api;

/// <summary>The HTTP API apart from invocation and state.</summary>
internal static class HttpApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/healthz", (HttpContext context, SidecarHealth health) => health.Answer(context));
        routes.MapGet("/v1.0/healthz/outbound", (HttpContext context, SidecarHealth health) => health.AnswerOutbound(context));
        routes.MapGet("/v1.0/metadata", (HttpContext context, SidecarMetadata metadata) => Metadata(context, metadata));
        routes.MapPut("/v1.0/metadata/{key}", SetMetadata);
        routes.MapPost("/v1.0/shutdown", (IHostApplicationLifetime lifetime) =>
        {
            lifetime.StopApplication();
            return Results.NoContent();
        });
        routes.MapMethods("/v1.0/publish/{pubSub}/{**topic}", ["POST", "PUT"], Publish);
        routes.MapMethods("/v1.0/publish/bulk/{pubSub}/{**topic}", ["POST", "PUT"], PublishBulk);
        routes.MapMethods("/v1.0-alpha1/publish/bulk/{pubSub}/{**topic}", ["POST", "PUT"], PublishBulk);
        routes.MapGet("/v1.0/secrets/{store}/{key}", (string store, string key, SecretAccess secrets) => Results.Json(secrets.Get(store, key)));
        routes.MapGet("/v1.0/secrets/{store}/bulk", (string store, SecretAccess secrets) => Results.Json(secrets.GetAll(store).ToDictionary(s => s.Name, s => s.Values)));
        StateHttpApi.Map(routes);
    }

    private static async Task Metadata(HttpContext context, SidecarMetadata metadata)
    {
        var described = JsonFormatter.Default.Format(metadata.Describe());
        using var document = JsonDocument.Parse(described);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter.AsStream());
        MetadataJson.Write(json, document.RootElement);
    }

    private static async Task<IResult> SetMetadata(string key, HttpContext context, SidecarMetadata metadata)
    {
        using var reader = new StreamReader(context.Request.Body);
        metadata.Set(key, await reader.ReadToEndAsync(context.RequestAborted));
        return Results.NoContent();
    }

    private static async Task<IResult> Publish(string pubSub, string? topic, HttpContext context, Publisher publisher)
    {
        var body = await Body(context);
        await publisher.Publish(new Announcement(
            pubSub, topic ?? "", body, context.Request.ContentType ?? "", MetadataOf(context.Request), context.Request.Headers["traceparent"].ToString(), context.Request.Headers["tracestate"].ToString()));
        return Results.NoContent();
    }

    private sealed record BulkEntry(string? EntryId, JsonElement Event, string? ContentType, Dictionary<string, string>? Metadata);

    private static async Task<IResult> PublishBulk(string pubSub, string? topic, HttpContext context, Publisher publisher)
    {
        var entries = await Entries(context, pubSub, topic ?? "");
        BulkEntries.Check(pubSub, topic ?? "", [.. entries.Select(entry => entry.EntryId ?? "")]);
        var request = MetadataOf(context.Request);
        var (traceParent, traceState) = (context.Request.Headers["traceparent"].ToString(), context.Request.Headers["tracestate"].ToString());
        var failures = await publisher.PublishAll(pubSub, topic ?? "", [.. entries.Select(entry => new Announcement(
            pubSub, topic ?? "", EventBytes(entry), entry.ContentType ?? "", BulkEntries.Merge(entry.Metadata ?? [], request), traceParent, traceState))]);
        var failed = entries.Zip(failures).Where(pair => pair.Second is not null).Select(pair => new { entryId = pair.First.EntryId, error = pair.Second }).ToArray();
        return failed.Length == 0 ? Results.NoContent() : Results.Json(new { failedEntries = failed, errorCode = "ERR_PUBSUB_PUBLISH_MESSAGE" }, statusCode: 500);
    }

    private static async Task<BulkEntry[]> Entries(HttpContext context, string pubSub, string topic)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<BulkEntry[]>(JsonSerializerOptions.Web, context.RequestAborted) ?? [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiError(Grpc.Core.StatusCode.InvalidArgument, 400, "ERR_PUBSUB_EVENTS_SER", $"error when unmarshaling the request for topic {topic} pubsub {pubSub}: {e.Message}");
        }
    }

    private static byte[] EventBytes(BulkEntry entry) => entry.Event.ValueKind == JsonValueKind.String && entry.ContentType?.Contains("json", StringComparison.Ordinal) != true
        ? Encoding.UTF8.GetBytes(entry.Event.GetString()!)
        : Encoding.UTF8.GetBytes(entry.Event.GetRawText());

    internal static async Task<byte[]> Body(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    internal static Dictionary<string, string> MetadataOf(HttpRequest request) => request.Query
        .Where(parameter => parameter.Key.StartsWith("metadata.", StringComparison.Ordinal))
        .ToDictionary(parameter => parameter.Key["metadata.".Length..], parameter => parameter.Value.ToString());
}
