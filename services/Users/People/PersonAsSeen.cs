using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.People;

/// <summary>What others are told of a person.</summary>
internal sealed partial class Person
{
    public Contracts.Person ToReply() => new()
    {
        Id = Id.ToString(),
        DisplayName = DisplayName,
        BirthDate = IsPatient ? BirthDate?.ToIso() ?? "" : "",
        AdministrativeGender = IsPatient ? Gender : "",
        Roles = { Roles },
        Specialities = { Specialities },
    };

    /// <summary>Whether the caller's work is with the practice's people: names stand on their boards and lists.</summary>
    public static bool IsKnownTo(Caller caller) =>
        caller.IsService || caller.May(Permissions.ReadDirectory) || caller.May(Permissions.ReadCalendar);

    /// <summary>For staff who look someone up.</summary>
    public Contracts.Person ToReplyWithPhone()
    {
        var reply = ToReply();
        reply.Phone = Phone;
        return reply;
    }

    /// <summary>What a patient is told of others is what stands on the door; who works here may be someone's patient too.</summary>
    /// <param name="askedFor">The id that was asked for: this person's, or that of a record that was merged into theirs.</param>
    public Contracts.Person ToReplyFor(Caller caller, Guid? askedFor = null)
    {
        var reply = ToReply();
        if (askedFor is { } id && id != Id)
            (reply.Id, reply.MergedInto) = (id.ToString(), Id.ToString());
        if (!IsKnownTo(caller) && caller.PersonId != Id)
        {
            reply.BirthDate = "";
            reply.AdministrativeGender = "";
            if (IsStaff)
                reply.Roles.Remove(ServiceDefaults.Roles.Patient);
            if (!IsPractitioner)
                reply.Specialities.Clear();
        }

        return reply;
    }
}
