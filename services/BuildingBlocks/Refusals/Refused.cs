using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Something that will not be done, with the sentence a person reads. <see cref="RefusalInterceptor"/> puts it on the wire.</summary>
public abstract class Refused(Refusal refusal) : Exception(refusal.Sentence)
{
    public Refusal Refusal { get; } = refusal;

    /// <summary>Whose things were asked for, by someone who may not have them; the audit log keeps it.</summary>
    public Guid? About { get; init; }
}

/// <summary>A rule of the practice says no.</summary>
/// <param name="code">Stable, kebab-case, named in the contract: <c>practitioner-busy</c>.</param>
/// <param name="sentence">What is wrong and what to do about it.</param>
public sealed class RuleBroken(string code, string sentence) : Refused(new(RefusalKind.Rule, sentence, Code: code))
{
    public string Code => Refusal.Code!;
}

/// <summary>The request cannot be understood; a bug of the page or a caller of its own making.</summary>
public sealed class Malformed(string field, string sentence) : Refused(new(RefusalKind.Malformed, sentence, Field: field));

/// <summary>Not there, or not the caller's. The same answer for both, so that nobody learns what exists.</summary>
public sealed class NotFound(string sentence = "There is nothing here, or it is not yours to see.") : Refused(new(RefusalKind.NotFound, sentence));

/// <summary>Someone changed it after the caller looked.</summary>
public sealed class Stale(long currentVersion)
    : Refused(new(RefusalKind.Stale, "This was changed meanwhile. Look at it as it is now, then decide again.", CurrentVersion: currentVersion));

/// <summary>The caller may not.</summary>
public sealed class NotAllowed(string sentence = "You are not allowed to do this.") : Refused(new(RefusalKind.NotAllowed, sentence));
