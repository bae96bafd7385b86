using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Colleagues;

internal sealed partial class ColleaguesService
{
    private const int LongestSpeciality = 100;
    private const int MostLocations = 50;

    public override async Task<Colleague> SaveColleague(Colleague request, ServerCallContext context)
    {
        var id = request.Id.ToId("id");
        var (details, roles, npi, locations) = (DetailsOf(request), RolesOf(request), Npi.Read(request.Npi), LocationsOf(request));
        return request.Version == 0
            ? await db.Once(id, request, () => AddAsync(id, roles, details, npi, locations, context), context.CancellationToken)
            : await ChangeAsync(id, request.Version, roles, details, npi, locations, context);
    }

    private async Task<Colleague> AddAsync(Guid id, string[] roles, PersonalDetails details, string npi, Guid[] locations, ServerCallContext context)
    {
        var person = Person.With(roles, details, id, locations);
        person.IdentifyBy(Npi.System, npi);
        db.People.Add(person);
        person.Announce(db, clock.GetCurrentInstant());
        db.Audit(context.Audited("colleague.added", id).With("roles", string.Join(' ', roles)));
        await db.SaveOrRefuse(context.CancellationToken);
        return ToReply(person, canSignIn: false);
    }

    private async Task<Colleague> ChangeAsync(Guid id, long version, string[] roles, PersonalDetails details, string npi, Guid[] locations, ServerCallContext context)
    {
        var (now, ct) = (clock.GetCurrentInstant(), context.CancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = await FindAsync(id, version, ct);
        var before = person.Roles;
        var wasPractitioner = person.IsPractitioner;
        if (before.Contains(Roles.Administrator) && !roles.Contains(Roles.Administrator))
            await RequireAnotherAdministratorAsync(person, ct);

        person.WorkAs(roles, details, locations);
        person.IdentifyBy(Npi.System, npi);
        Announce(person, wasPractitioner, now);
        if (!person.Roles.Order().SequenceEqual(before.Order()))
        {
            await db.ShutOutAsync([id], now, ct);
            await AccountLink.EndThoseOfAsync(id, db, now, ct);
        }

        db.Audit(context.Audited("colleague.changed", id).With("roles", string.Join(' ', person.Roles)).With("roles_before", string.Join(' ', before)));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return await ReplyAsync(person, ct);
    }

    /// <summary>Whoever sees patients no more has left, as far as calendars are concerned.</summary>
    private void Announce(Person person, bool wasPractitioner, Instant now)
    {
        person.Announce(db, now);
        if (wasPractitioner && !person.IsPractitioner)
            db.Publish(new PractitionerRegistered(person.Id, person.Version, person.Specialities, Active: false, now.ToDateTimeOffset()));
    }

    private static PersonalDetails DetailsOf(Colleague request)
    {
        var details = new PersonalDetails(DetailRules.Name(request.GivenNames), DetailRules.Name(request.FamilyName))
        {
            Prefix = DetailRules.Name(request.Prefix),
            Email = DetailRules.Email(request.Email),
            Specialities = [.. request.Specialities.Select(DetailRules.Name).Where(s => s.Length > 0).Distinct().Take(Person.MostSpecialities)],
        };
        DetailRules.RequireName(details.GivenNames, details.FamilyName);
        if (details.Specialities.FirstOrDefault(s => s.Length > LongestSpeciality) is not null)
            throw new RuleBroken("speciality-too-long", $"A speciality may have at most {LongestSpeciality} characters.");
        return details;
    }

    /// <summary>Whether there are such locations is known elsewhere; one that is no more shows on no page.</summary>
    private static Guid[] LocationsOf(Colleague request) => request.LocationIds.Count <= MostLocations
        ? [.. request.LocationIds.Select(id => id.ToId("location_ids")).Distinct()]
        : throw new Malformed("location_ids", $"Choose at most {MostLocations} locations.");

    private static string[] RolesOf(Colleague request)
    {
        if (request.Roles.FirstOrDefault(role => !Roles.Staff.Contains(role)) is { } other)
            throw new Malformed("roles", $"There is no role '{other}' among those who work here. Choose from {string.Join(", ", Roles.Staff)}.");
        return request.Roles.Count > 0
            ? [.. Roles.Staff.Intersect(request.Roles)]
            : throw new RuleBroken("role-missing", "Choose at least one role. Whoever has left is deactivated instead.");
    }
}
