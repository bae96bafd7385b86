using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Organizations;

/// <summary>A hospital, a practice, an insurer: a body that people work for (FHIR Organization).</summary>
internal sealed class Organization : IDirectoryEntry
{
    private Organization()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public string Name { get; private set; } = "";

    public string Type { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string Email { get; private set; } = "";

    public PostalAddress? Address { get; private set; }

    public bool Active { get; private set; } = true;

    public OrganizationDetails Details => new(Name, Type, Phone, Email, Address, Active);

    public static Organization With(OrganizationDetails details)
    {
        var organization = new Organization();
        organization.Correct(details);
        return organization;
    }

    /// <summary>Takes what is given and keeps what is not.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Correct(OrganizationDetails given)
    {
        var before = Details;
        var after = given with
        {
            Type = given.Type.Length > 0 ? given.Type : Type,
            Phone = given.Phone.Length > 0 ? given.Phone : Phone,
            Email = given.Email.Length > 0 ? given.Email : Email,
            Address = given.Address ?? Address,
        };
        (Name, Type, Phone, Email, Address, Active) = after;
        return after != before;
    }
}

/// <param name="Phone">As it is given: switchboards print "413-737-5167 or 413-737-5168".</param>
internal sealed record OrganizationDetails(string Name, string Type, string Phone, string Email, PostalAddress? Address, bool Active);
