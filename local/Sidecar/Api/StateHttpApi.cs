using System.Globalization;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using PracticeAspire.Sidecar.State;

namespace PracticeAspire.Sidecar.Api;

/// <summary>State over HTTP: values are JSON, ETags travel in If-Match and ETag.</summary>
internal static class StateHttpApi
{
    private sealed record Item(string? Key, JsonElement Value, string? ETag, Dictionary<string, string>? Metadata, ItemOptions? Options);

    private sealed record ItemOptions(string? Concurrency, string? Consistency);

    private sealed record Operation(string? OperationName, Item? Request)
    {
        [System.Text.Json.Serialization.JsonPropertyName("operation")]
        public string? OperationName { get; init; } = OperationName;
    }

    private sealed record Transaction(Operation[]? Operations);

    private sealed record BulkGet(string[]? Keys);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/state/{store}/{**key}", Get);
        routes.MapDelete("/v1.0/state/{store}/{**key}", Delete);
        routes.MapMethods("/v1.0/state/{store}", ["POST", "PUT"], Save);
        routes.MapMethods("/v1.0/state/{store}/bulk", ["POST", "PUT"], GetBulk);
        routes.MapMethods("/v1.0/state/{store}/transaction", ["POST", "PUT"], Transact);
    }

    private static async Task Get(string store, string key, HttpContext context, StateStores states)
    {
        var value = await states.Get(store, key);
        if (value.Data.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.Headers.ETag = value.ETag;
        await context.Response.Body.WriteAsync(value.Data);
    }

    private static async Task<IResult> Delete(string store, string key, HttpContext context, StateStores states)
    {
        var etag = context.Request.Headers.IfMatch.ToString();
        await states.Save(store, [new StateChange(key, null, etag, false, null)]);
        return Results.NoContent();
    }

    private static async Task<IResult> Save(string store, HttpContext context, StateStores states)
    {
        var items = await Read<Item[]>(context) ?? [];
        await states.Save(store, [.. items.Select(Upsert)]);
        return Results.NoContent();
    }

    private static async Task<IResult> GetBulk(string store, HttpContext context, StateStores states)
    {
        var keys = (await Read<BulkGet>(context))?.Keys ?? [];
        var values = await Task.WhenAll(keys.Select(async key => (key, value: await states.Get(store, key))));
        return Results.Json(values.Select(v => new
        {
            v.key,
            data = v.value.Data.Length == 0 ? (JsonElement?)null : JsonDocument.Parse(v.value.Data).RootElement,
            etag = v.value.ETag.Length == 0 ? null : v.value.ETag,
        }), new JsonSerializerOptions { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });
    }

    private static async Task<IResult> Transact(string store, HttpContext context, StateStores states)
    {
        var operations = (await Read<Transaction>(context))?.Operations ?? [];
        await states.Transact(store, [.. operations.Select(operation => operation.OperationName switch
        {
            "upsert" => Upsert(operation.Request!),
            "delete" => new StateChange(operation.Request!.Key ?? "", null, operation.Request.ETag, false, null),
            var other => throw new ApiError(StatusCode.Unimplemented, 400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {other} not supported"),
        })]);
        return Results.NoContent();
    }

    private static StateChange Upsert(Item item) => new(
        item.Key ?? "", Encoding.UTF8.GetBytes(item.Value.ValueKind == JsonValueKind.Undefined ? "null" : item.Value.GetRawText()), item.ETag,
        item.Options?.Concurrency == "first-write", StateItems.Ttl(item.Metadata ?? []));

    private static async Task<T?> Read<T>(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {e.Message}");
        }
    }
}
