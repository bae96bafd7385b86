using System.Text;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Tests.Crypto;

public sealed class SealedBytesTests
{
    private static readonly Guid Row = Guid.Parse("01932b1c-0000-7000-8000-000000000001");
    private static readonly Guid Patient = Guid.Parse("01932b1c-0000-7000-8000-000000000002");
    private static readonly Binding Place = new("entry", "content", Row, Patient, 3, "note|17");

    /// <summary>Envelopes of released versions, and what they say. They must open for ever.</summary>
    public static TheoryData<string, string> Golden { get; } = new()
    {
        {
            "AQEBkyscAABwAIAAAAAAAAADAAH6yJqpCPi02s0s9/0lwWBEg9648v32A8Rmua+8rus1ESGvUoRT8TXyO3Xpf2BPaAE=",
            "Coughs since Monday."
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void What_was_sealed_once_opens_for_ever(string envelope, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(SealedBytes.Open(FixedKey(), Place, Convert.FromBase64String(envelope))));

    [Fact]
    public void Every_bit_that_is_flipped_is_noticed()
    {
        using var key = PatientKey.Create(1);
        var envelope = SealedBytes.Seal(key, Place, "Words."u8);

        for (var bit = 0; bit < envelope.Length * 8; bit++)
        {
            var flipped = (byte[])envelope.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<Damaged>(() => SealedBytes.Open(key, Place, flipped));
        }
    }

    [Fact]
    public void Every_envelope_that_is_cut_off_is_noticed()
    {
        using var key = PatientKey.Create(1);
        var envelope = SealedBytes.Seal(key, Place, "Words."u8);

        for (var length = 0; length < envelope.Length; length++)
            Assert.Throws<Damaged>(() => SealedBytes.Open(key, Place, envelope.AsSpan(0, length)));
    }

    [Fact]
    public void It_opens_in_its_own_place_only()
    {
        using var key = PatientKey.Create(1);
        var envelope = SealedBytes.Seal(key, Place, "Words."u8);

        Assert.Equal("Words."u8, SealedBytes.Open(key, Place, envelope));
        foreach (var elsewhere in new[]
        {
            Place with { Table = "entry_history" }, Place with { Column = "other" }, Place with { Row = Guid.CreateVersion7() }, Place with { Patient = Guid.CreateVersion7() },
            Place with { Version = 2 }, Place with { Facts = "note|18" },
        })
        {
            Assert.Throws<Damaged>(() => SealedBytes.Open(key, elsewhere, envelope));
        }
    }

    [Fact]
    public void Another_key_opens_nothing()
    {
        using var key = PatientKey.Create(1);
        using var other = PatientKey.Create(1);

        Assert.Throws<Damaged>(() => SealedBytes.Open(other, Place, SealedBytes.Seal(key, Place, "Words."u8)));
    }

    [Fact]
    public void No_two_envelopes_of_one_text_are_alike_and_no_nonce_comes_twice()
    {
        using var key = PatientKey.Create(1);

        var nonces = Enumerable.Range(0, 100_000).Select(_ => Convert.ToHexString(SealedBytes.Seal(key, Place, "Same."u8).AsSpan(20, 12))).ToHashSet();

        Assert.Equal(100_000, nonces.Count);
    }

    [Fact]
    public void An_envelope_is_48_bytes_longer_than_what_it_says()
    {
        using var key = PatientKey.Create(1);

        Assert.Equal(48, SealedBytes.Overhead);
        Assert.Equal(48 + 1000, SealedBytes.Seal(key, Place, new byte[1000]).Length);
    }

    private static PatientKey FixedKey() =>
        new(new KeyId(Guid.Parse("01932b1c-0000-7000-8000-000000000003"), 1), [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
}
