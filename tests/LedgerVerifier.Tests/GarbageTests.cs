namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>Files that are no log, no key, no anchor: nothing can be said of the log then, and the verifier says why.</summary>
public sealed class GarbageTests(HonestLedger honest) : IClassFixture<HonestLedger>
{
    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"seq\": 1}")]
    [InlineData("{\"checkpoint\": null}")]
    [InlineData("{\"checkpoint\": 7}")]
    [InlineData("{\"seq\": 1, \"seq\": 2}")]
    [InlineData("\u0000\u0001\u0002")]
    public void Says_which_line_is_no_line_of_a_log(string line)
    {
        var lines = honest.Export.ToList();
        lines.Insert(4, line);
        var (exit, said, _) = Verifier.Verify(honest.Ledger.PublicKey, lines);
        Assert.Equal(2, exit);
        Assert.Contains("line 5 is not a line of an exported log", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_missing_or_strange_field_is_named()
    {
        foreach (var field in new[] { "seq", "position", "occurred_at", "actor", "action", "subject", "outcome", "origin_address", "session_id", "on_behalf_of", "details", "hash" })
        {
            var lines = honest.Export.ToArray();
            lines[2] = lines[2].Replace($"\"{field}\"", "\"else\"", StringComparison.Ordinal);
            Assert.Equal(2, Verifier.Verify(honest.Ledger.PublicKey, lines).Exit);
        }
    }

    [Fact]
    public void Says_that_a_log_is_not_in_order()
    {
        var lines = honest.Export.ToArray();
        (lines[2], lines[7]) = (lines[7], lines[2]);
        var (exit, said, _) = Verifier.Verify(honest.Ledger.PublicKey, lines, honest.Ledger.Anchor);
        Assert.Equal(2, exit);
        Assert.Contains("comes after entry", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("practice/ledger+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("practice/ledger+xyz+!!")]
    public void Says_that_a_key_is_none(string key) => Assert.Equal(2, Verifier.Verify(key, honest.Export).Exit);

    [Fact]
    public void Says_what_it_wants_when_it_is_asked_for_nothing()
    {
        Assert.Contains("--key", Verifier.Run().Said, StringComparison.Ordinal);
        Assert.Equal(2, Verifier.Run().Exit);
        Assert.Equal(2, Verifier.Run("--key").Exit);
        Assert.Equal(2, Verifier.Run("--key", honest.Ledger.PublicKey, "--log", "/nowhere/at-all").Exit);
        Assert.Equal(2, Verifier.Verify(honest.Ledger.PublicKey, honest.Export, "/nowhere/at-all").Exit);
    }

    [Fact]
    public async Task Says_which_line_of_an_anchor_file_is_none()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, ["leaf 1 garbage"]);
        var (exit, said, _) = Verifier.Verify(honest.Ledger.PublicKey, honest.Export, file);
        Assert.Equal(2, exit);
        Assert.Contains("line 1", said, StringComparison.Ordinal);
        File.Delete(file);
    }
}
