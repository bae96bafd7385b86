using NodaTime;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Access;

/// <summary>How someone comes to see a record; also what the ledger says of it.</summary>
internal static class Basis
{
    public const string Own = "own";
    public const string Proxy = "proxy";
    public const string Treating = "treating";
    public const string Grant = "grant";
    public const string BreakGlass = "break-glass";
}

/// <summary>How someone stands to a patient's record at a moment.</summary>
/// <param name="Patient">Whose record it is, the survivor's when it was merged.</param>
/// <param name="Records">The patient's own record first, then those that were merged into it.</param>
/// <param name="Basis">One of <see cref="Access.Basis"/>; null: they may not see it.</param>
/// <param name="Until">When that ends; null: it is not known yet, or never.</param>
/// <param name="Most">The most sensitive they see.</param>
internal sealed record Standing(
    Guid Person, Guid Patient, Guid[] Records, string? Basis, Instant? Until, Sensitivity Most, bool MayWrite, bool IsKeptOut, Guid? By)
{
    public bool IsThemselves => Person == Patient;

    /// <summary>They see nothing of it, or by a grant that leaves out what is restricted.</summary>
    public bool LeavesSomethingToAskFor => !IsThemselves && (Basis is null || (Basis == Access.Basis.Grant && Most < Sensitivity.Restricted));

    public bool IsOwner => Basis is Access.Basis.Own or Access.Basis.Proxy;

    /// <summary>They broke the glass: they read and add for half an hour, and that is all.</summary>
    public bool IsEmergency => Basis is Access.Basis.BreakGlass;

    public bool MayChange(Guid? author) => !IsEmergency || author == Person;

    /// <summary>Whether this is for their eyes. What they wrote themselves is.</summary>
    public bool MaySee(Content content, Guid? author) => content.Sensitivity <= Most || author == Person;
}
