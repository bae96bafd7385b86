namespace PracticeAspire.Users.Contracts;

/// <summary>Person ids of the demo practice's doctors, who exist in Development only. Fixed, so that their demo hours can be set before they are announced.</summary>
public static class DemoDoctors
{
    public static Guid Ruiz { get; } = new("019a0000-0000-7000-8000-000000000001");

    public static Guid Lindqvist { get; } = new("019a0000-0000-7000-8000-000000000002");

    public static Guid Raman { get; } = new("019a0000-0000-7000-8000-000000000003");

    public static IReadOnlyList<Guid> All { get; } = [Ruiz, Lindqvist, Raman];
}
