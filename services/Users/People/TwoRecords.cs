using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.People;

/// <summary>Two records that someone takes for one person's: the one that stays, the one that goes, and what else decides whether they may.</summary>
/// <param name="MergedIsSurvivor">Another record was merged into the one that would go.</param>
internal sealed record TwoRecords(Person Survivor, Person Merged, bool SurvivorSignsIn, bool MergedSignsIn, bool SurvivorIsSurvivor, bool MergedIsSurvivor)
{
    public TwoRecords Swapped => new(Merged, Survivor, MergedSignsIn, SurvivorSignsIn, MergedIsSurvivor, SurvivorIsSurvivor);

    /// <summary>Why they cannot be merged, or not this way round; null when they can.</summary>
    public RuleBroken? Objection => true switch
    {
        _ when Survivor.Id == Merged.Id => new("same-record", "That is one record. Choose another one to merge it with."),
        _ when !Survivor.IsPatient || !Merged.IsPatient => new("not-patients", "Only the records of patients can be merged."),
        _ when (Survivor.MergedInto ?? Merged.MergedInto) is not null =>
            new("already-merged", "One of the two was merged into another record before. Look for the person again."),
        _ when SurvivorSignsIn && MergedSignsIn =>
            new("both-sign-in", "Both records have a sign-in, and a person can have only one. They cannot be merged as long as both have."),
        _ when MergedSignsIn =>
            new("merged-signs-in", "The record that would go has a sign-in, and the person could not use it any more. Keep that record instead."),
        _ when Merged.Roles.Length > 1 =>
            new("merged-works-here", "The record that would go belongs to someone who works here too. Keep that record instead."),
        _ when MergedIsSurvivor =>
            new("merged-is-survivor", "Another record was merged into the one that would go. Keep that record instead, or undo the other merge first."),
        _ => null,
    };
}
