using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace PracticeAspire.Users.Terms;

/// <summary>That a person has agreed to the terms as they read then.</summary>
internal sealed record TermsAgreement(Guid PersonId, string Version)
{
    public required Instant AgreedAt { get; init; }
}

/// <summary>
/// What everyone agrees to before they are let in: <c>Terms:File</c>, plain text with an empty line between paragraphs; ours without one; nothing
/// when it is empty. The version is a hash of the text, so that another text is agreed to anew.
/// </summary>
internal sealed class TermsOfUse
{
    private TermsOfUse(string text)
    {
        Paragraphs = [.. text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n\n", Paragraphs))))[..16];
    }

    public IReadOnlyList<string> Paragraphs { get; }

    public string Version { get; }

    /// <exception cref="InvalidOperationException">The file cannot be read.</exception>
    public static TermsOfUse From(IConfiguration configuration) => configuration["Terms:File"] switch
    {
        null => new(Ours()),
        "" => new(""),
        var file => new(Read(file)),
    };

    public async Task<bool> AwaitAgreementOfAsync(Guid person, UsersDb db, CancellationToken ct) =>
        Paragraphs.Count > 0 && !await db.Set<TermsAgreement>().AnyAsync(a => a.PersonId == person && a.Version == Version, ct);

    public TermsAgreement AgreedBy(Guid person, Instant now) => new(person, Version) { AgreedAt = now };

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The terms of use cannot be read: {unreadable.Message} Correct the setting 'Terms:File'.", unreadable);
        }
    }

    private static string Ours()
    {
        using var reader = new StreamReader(typeof(TermsOfUse).Assembly.GetManifestResourceStream("terms.txt")!);
        return reader.ReadToEnd();
    }
}
