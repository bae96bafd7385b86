using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Tests.Crypto;

public sealed class EntrySetTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void The_order_in_which_entries_came_does_not_matter()
    {
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();

        Assert.True(Of(Key, ids).Is(Of(Key, [.. ids.AsEnumerable().Reverse()])));
    }

    [Fact]
    public void One_more_one_less_another_or_another_version_is_another_set()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        var set = Of(Key, ids);

        Assert.False(set.Is(Of(Key, ids[..4])));
        Assert.False(set.Is(Of(Key, [.. ids, Guid.CreateVersion7()])));
        Assert.False(set.Is(Of(Key, [.. ids[..4], Guid.CreateVersion7()])));
        Assert.False(set.Is(Of([.. Key.Reverse()], ids)));
        var changed = Of(Key, ids);
        changed.Replace(ids[2], 1);
        Assert.False(set.Is(changed));
    }

    [Fact]
    public void What_is_kept_is_what_is_read()
    {
        var set = Of(Key, [Guid.CreateVersion7(), Guid.CreateVersion7()]);

        Assert.True(EntrySet.Parse(Key, set.ToBytes()).Is(set));
        Assert.True(EntrySet.Empty(Key).Is(Of(Key, [])));
    }

    private static EntrySet Of(byte[] key, List<Guid> ids)
    {
        var set = EntrySet.Empty(key);
        foreach (var id in ids)
            set.Add(id, 1);
        return set;
    }
}
