using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>A line to type into, with what is wrong with it beside it.</summary>
/// <param name="Name">Of the input.</param>
/// <param name="Most">Characters.</param>
public sealed record TextField(string Label, string Name, string? Value, FieldProblem? Problem, string Type = "text", int Most = 200, bool Optional = true)
{
    /// <summary>In a group of fields of which none has to be filled in, none says so.</summary>
    public bool Quiet { get; init; }

    /// <summary>Which keys a phone offers: "decimal", "numeric".</summary>
    public string? Keys { get; init; }

    /// <summary>What belongs there, below it.</summary>
    public string Hint { get; init; } = "";

    public string Id => Name.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal).ToLowerInvariant();
}
