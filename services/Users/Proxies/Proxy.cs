using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Proxies;

/// <summary>That one person acts for another: a guardian, a grown-up child, whoever holds a power of attorney.</summary>
internal sealed class Proxy
{
    /// <summary>HL7 v3 RoleCode, as FHIR's RelatedPerson has it: what the proxy is to the patient.</summary>
    public static readonly IReadOnlyList<string> Relationships = ["GUARD", "PRN", "CHILD", "SPS", "POWATT", "FAMMEMB", "O"];

    public static readonly IReadOnlyList<string> KnownScopes = ["appointments", "records"];

    private const int LongestYears = 50;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public long Version { get; private set; } = 1;

    public Guid PatientId { get; private init; }

    public Guid ProxyId { get; private init; }

    public string Relationship { get; private init; } = "";

    public string[] Scopes { get; private init; } = [];

    /// <summary>The last day, wherever the clock stands; none: until it is ended.</summary>
    public LocalDate? EndsOn { get; private init; }

    public Guid AppointedBy { get; private init; }

    public Instant AppointedAt { get; private init; }

    public Instant? EndedAt { get; private set; }

    /// <exception cref="RuleBroken">The end is not in the future, or too far in it, or someone would act for themself.</exception>
    public static Proxy Appoint(Guid patient, Guid proxy, string relationship, string[] scopes, LocalDate? endsOn, Guid by, Instant now)
    {
        if (patient == proxy)
            throw new RuleBroken("same-person", "Nobody acts for themself. Choose another person.");
        if (endsOn is { } day && EndOf(day) <= now)
            throw new RuleBroken("end-in-the-past", $"The last day {day.ToIso()} is over. Choose a later one, or none.");
        if (endsOn is { } far && far > now.InUtc().Date.PlusYears(LongestYears))
            throw new RuleBroken("end-too-late", $"The last day may be at most {LongestYears} years from now.");
        return new Proxy
        {
            PatientId = patient,
            ProxyId = proxy,
            Relationship = relationship,
            Scopes = scopes,
            EndsOn = endsOn,
            AppointedBy = by,
            AppointedAt = now,
        };
    }

    public bool IsOverAt(Instant now) => EndedAt is not null || (EndsOn is { } day && EndOf(day) <= now);

    public void End(Instant now)
    {
        if (IsOverAt(now))
            throw new RuleBroken("ended-already", "This has ended already.");
        (EndedAt, Version) = (now, Version + 1);
    }

    public ProxyChanged ToEvent(Instant now) => new(
        Id, Version, PatientId, ProxyId, Scopes, (EndedAt ?? (EndsOn is { } day ? EndOf(day) : null))?.ToDateTimeOffset(), now.ToDateTimeOffset());

    /// <summary>When the day is over everywhere: nobody is cut off on their last day because a server stands further east.</summary>
    private static Instant EndOf(LocalDate day) => day.PlusDays(1).AtMidnight().WithOffset(Offset.FromHours(-12)).ToInstant();
}
