using NodaTime;

namespace PracticeAspire.Users.Organizations;

/// <summary>
/// That someone works for an organization, where, as what, and for how long (FHIR PractitionerRole). It says nothing about what they may do
/// here: roles that decide that are an administrator's to give.
/// </summary>
internal sealed class PractitionerRole : IDirectoryEntry
{
    private PractitionerRole()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid PersonId { get; private init; }

    public Guid? OrganizationId { get; private set; }

    public Guid[] SiteIds { get; private set; } = [];

    /// <summary>As what, in words: "General practice physician".</summary>
    public string[] Functions { get; private set; } = [];

    public string[] Specialities { get; private set; } = [];

    public string Phone { get; private set; } = "";

    public string Email { get; private set; } = "";

    public LocalDate? From { get; private set; }

    /// <summary>The last day.</summary>
    public LocalDate? Until { get; private set; }

    public bool Active { get; private set; } = true;

    public PractitionerRoleDetails Details => new(OrganizationId, SiteIds, Functions, Specialities, Phone, Email, From, Until, Active);

    /// <summary>Whether they work there on this day.</summary>
    public bool IsCurrent(LocalDate day) => Active && !(From > day) && !(Until < day);

    public static PractitionerRole Of(Guid person, PractitionerRoleDetails details)
    {
        var role = new PractitionerRole { PersonId = person };
        role.Correct(details);
        return role;
    }

    /// <summary>Takes what is given and keeps what is not.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Correct(PractitionerRoleDetails given)
    {
        var before = Details;
        var after = given with
        {
            OrganizationId = given.OrganizationId ?? OrganizationId,
            SiteIds = given.SiteIds.Length > 0 ? given.SiteIds : SiteIds,
            Functions = given.Functions.Length > 0 ? given.Functions : Functions,
            Specialities = given.Specialities.Length > 0 ? given.Specialities : Specialities,
            Phone = given.Phone.Length > 0 ? given.Phone : Phone,
            Email = given.Email.Length > 0 ? given.Email : Email,
            From = given.From ?? From,
            Until = given.Until ?? Until,
        };
        if (after.SameAs(before))
            return false;

        (OrganizationId, SiteIds, Functions, Specialities, Phone, Email, From, Until, Active) = after;
        return true;
    }
}

internal sealed record PractitionerRoleDetails(
    Guid? OrganizationId, Guid[] SiteIds, string[] Functions, string[] Specialities, string Phone, string Email, LocalDate? From, LocalDate? Until, bool Active)
{
    /// <summary>Records compare arrays by reference.</summary>
    public bool SameAs(PractitionerRoleDetails other) =>
        SiteIds.SequenceEqual(other.SiteIds) && Functions.SequenceEqual(other.Functions) && Specialities.SequenceEqual(other.Specialities)
        && this with { SiteIds = other.SiteIds, Functions = other.Functions, Specialities = other.Specialities } == other;
}
