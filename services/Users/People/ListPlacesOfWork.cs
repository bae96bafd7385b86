using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Organizations;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<ListPlacesOfWorkReply> ListPlacesOfWork(ListPlacesOfWorkRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var (person, today) = (request.PersonId.ToId("person_id"), clock.GetCurrentInstant().InUtc().Date);
        var roles = await db.PractitionerRoles.AsNoTracking().Where(r => r.PersonId == person).ToListAsync(ct);
        var (organizationIds, siteIds) = (roles.Select(r => r.OrganizationId).OfType<Guid>().ToArray(), roles.SelectMany(r => r.SiteIds).ToArray());
        var organizations = await db.Organizations.AsNoTracking().Where(o => organizationIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        var sites = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        return new ListPlacesOfWorkReply
        {
            Places =
            {
                roles.OrderByDescending(r => r.IsCurrent(today)).ThenByDescending(r => r.From).ThenBy(r => r.Id).Select(r => new PlaceOfWork
                {
                    Organization = r.OrganizationId is { } id ? organizations[id].Name : "",
                    Sites = { r.SiteIds.Select(s => ToLine(sites[s])) },
                    Functions = { r.Functions },
                    Specialities = { r.Specialities },
                    Phone = r.Phone,
                    Email = r.Email,
                    From = r.From?.ToIso() ?? "",
                    Until = r.Until?.ToIso() ?? "",
                    Current = r.IsCurrent(today),
                }),
            },
        };
    }

    private static string ToLine(Site site) => site.Address is { } address ? $"{site.Name}, {address}" : site.Name;
}
