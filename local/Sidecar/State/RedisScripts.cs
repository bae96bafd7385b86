namespace PracticeAspire.Sidecar.State;

/// <summary>Compare and change of one hash: fields <c>data</c>, <c>version</c> (the ETag) and <c>first-write</c>.</summary>
internal static class RedisScripts
{
    /// <summary>KEYS: key. ARGV: expected version or 0, value, "0" for first-write.</summary>
    public const string Set = """
        local version = redis.call('HGET', KEYS[1], 'version')
        local guarded = redis.call('HGET', KEYS[1], 'first-write')
        local free = not version or version == '' or version == ARGV[1]
        if not free and (guarded or ARGV[1] ~= '0') then
          return redis.error_reply('failed to set key ' .. KEYS[1])
        end
        redis.call('HSET', KEYS[1], 'data', ARGV[2])
        if ARGV[3] == '0' then
          redis.call('HSET', KEYS[1], 'first-write', '0')
        end
        return redis.call('HINCRBY', KEYS[1], 'version', 1)
        """;

    /// <summary>KEYS: key. ARGV: expected version or 0.</summary>
    public const string Delete = """
        local version = redis.call('HGET', KEYS[1], 'version')
        if not version or version == ARGV[1] or version == '' or ARGV[1] == '0' then
          return redis.call('DEL', KEYS[1])
        end
        return redis.error_reply('failed to delete ' .. KEYS[1])
        """;
}
