namespace PracticeAspire.Users.Contracts;

/// <summary>
/// What someone can be to a patient, as codes of HL7 that systems exchange. A relationship that is none of these is kept in words.
/// </summary>
public static class Relationships
{
    /// <summary>HL7 v2 table 0131, contact role: what someone is called for.</summary>
    public const string ContactRole = "http://terminology.hl7.org/CodeSystem/v2-0131";

    /// <summary>HL7 v3 RoleCode: what someone is by family or law.</summary>
    public const string RoleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

    public const string EmergencyContact = "C";
    public const string NextOfKin = "N";
    public const string Guardian = "GUARD";

    /// <summary>In the order in which people read them.</summary>
    public static IReadOnlyList<Relationship> All { get; } =
    [
        new(EmergencyContact, ContactRole, "Emergency contact"),
        new(NextOfKin, ContactRole, "Next of kin"),
        new(Guardian, RoleCode, "Guardian"),
        new("MTH", RoleCode, "Mother"),
        new("FTH", RoleCode, "Father"),
        new("PRN", RoleCode, "Parent"),
        new("STPPRN", RoleCode, "Step-parent"),
        new("PRNFOST", RoleCode, "Foster parent"),
        new("GRPRN", RoleCode, "Grandparent"),
        new("SPS", RoleCode, "Husband or wife"),
        new("DOMPART", RoleCode, "Partner"),
        new("CHILD", RoleCode, "Child"),
        new("SIB", RoleCode, "Brother or sister"),
        new("FAMMEMB", RoleCode, "Other relative"),
        new("FRND", RoleCode, "Friend"),
        new("NBOR", RoleCode, "Neighbour"),
        new("ROOM", RoleCode, "Shares the home"),
    ];

    /// <summary>"Mother" for <c>MTH</c>; words are their own.</summary>
    public static string WordsOf(string relationship) => Find(relationship)?.Words ?? relationship;

    public static Relationship? Find(string code) => All.FirstOrDefault(r => r.Code == code);
}

/// <param name="System">The code system the code is of.</param>
public sealed record Relationship(string Code, string System, string Words);
