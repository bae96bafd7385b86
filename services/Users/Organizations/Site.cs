using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Organizations;

/// <summary>
/// A place where an organization works (FHIR Location): a building, a ward. Not one of the practice's own locations, where visits are booked:
/// those are the appointments service's.
/// </summary>
internal sealed class Site : IDirectoryEntry
{
    private Site()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public string Name { get; private set; } = "";

    public string Type { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string Email { get; private set; } = "";

    public PostalAddress? Address { get; private set; }

    /// <summary>Who runs it.</summary>
    public Guid? OrganizationId { get; private set; }

    public bool Active { get; private set; } = true;

    public SiteDetails Details => new(Name, Type, Phone, Email, Address, OrganizationId, Active);

    public static Site With(SiteDetails details)
    {
        var site = new Site();
        site.Correct(details);
        return site;
    }

    /// <summary>Takes what is given and keeps what is not.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Correct(SiteDetails given)
    {
        var before = Details;
        var after = given with
        {
            Type = given.Type.Length > 0 ? given.Type : Type,
            Phone = given.Phone.Length > 0 ? given.Phone : Phone,
            Email = given.Email.Length > 0 ? given.Email : Email,
            Address = given.Address ?? Address,
            OrganizationId = given.OrganizationId ?? OrganizationId,
        };
        (Name, Type, Phone, Email, Address, OrganizationId, Active) = after;
        return after != before;
    }
}

internal sealed record SiteDetails(string Name, string Type, string Phone, string Email, PostalAddress? Address, Guid? OrganizationId, bool Active);
