using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Pages.People;

/// <summary>An address as it is typed.</summary>
public sealed class AddressInput
{
    public string? Lines { get; set; }

    public string? City { get; set; }

    public string? District { get; set; }

    public string? State { get; set; }

    public string? PostalCode { get; set; }

    public string? Country { get; set; }

    internal static AddressInput Of(PostalAddress? address) => address is null ? new() : new()
    {
        Lines = string.Join('\n', address.Lines),
        City = address.City,
        District = address.District,
        State = address.State,
        PostalCode = address.PostalCode,
        Country = address.Country,
    };

    internal PostalAddress ToAddress() => new()
    {
        Lines = { (Lines ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
        City = City ?? "",
        District = District ?? "",
        State = State ?? "",
        PostalCode = PostalCode ?? "",
        Country = Country ?? "",
    };
}

/// <summary>A telephone number as it is typed, and what it is for.</summary>
public sealed class PhoneInput
{
    /// <summary>So many lines are there to type into, whether they are used or not.</summary>
    public const int Lines = 3;

    public string? Number { get; set; }

    public string? Use { get; set; }

    internal static List<PhoneInput> Of(IEnumerable<PhoneNumber> phones)
    {
        var inputs = phones.Select(p => new PhoneInput { Number = p.Number, Use = p.Use }).ToList();
        while (inputs.Count < Lines)
            inputs.Add(new());
        return inputs;
    }

    // An empty line keeps its place, so that what is wrong is said beside the right one.
    internal static IEnumerable<PhoneNumber> ToPhones(IEnumerable<PhoneInput> inputs) =>
        inputs.Select(p => new PhoneNumber { Number = p.Number ?? "", Use = p.Use ?? "" });
}

/// <summary>Fields that several forms have, with what is wrong with each.</summary>
internal sealed record ReachFields(AddressInput Address, IReadOnlyList<PhoneInput> Phones, Func<string, FieldProblem?> ProblemWith);
