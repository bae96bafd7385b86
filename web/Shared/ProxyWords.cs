using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>Proxies in words.</summary>
internal static class ProxyWords
{
    /// <summary>What someone is to the patient, by HL7's RoleCode, in the order of the form.</summary>
    public static IReadOnlyList<(string Code, string Text)> Relationships { get; } =
    [
        ("PRN", "parent"), ("GUARD", "legal guardian"), ("CHILD", "son or daughter"), ("SPS", "spouse"), ("POWATT", "holds a power of attorney"), ("FAMMEMB", "relative"), ("O", "someone else"),
    ];

    /// <summary>The scopes a proxy can have.</summary>
    public const string Appointments = "appointments";
    public const string Records = "records";

    public static string Relationship(Proxy proxy) => Relationships.FirstOrDefault(r => r.Code == proxy.Relationship).Text ?? proxy.Relationship;

    /// <summary>"appointments and the medical record"</summary>
    public static string Scopes(Proxy proxy) => string.Join(" and ", proxy.Scopes.Select(s => s == Records ? "the medical record" : s));

    public static string Until(Proxy proxy) => proxy.EndsOn.Length == 0 ? "until it is ended" : $"until {proxy.EndsOn}";
}
