using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<FindPatientsReply> FindPatients(FindPatientsRequest request, ServerCallContext context)
    {
        var limit = request.Limit == 0 ? 20 : request.Limit;
        if (limit is < 1 or > 50)
            throw new Malformed("limit", "The limit must be between 1 and 50.");

        var text = request.Text.ToText("text", 200);
        var found = db.People.AsNoTracking().Where(p => p.Roles.Contains(Roles.Patient));
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToLookup(word => LocalDatePattern.Iso.Parse(word).Success);
        var fragments = NameSearch.FragmentsOf(string.Join(' ', words[false]));
        if (fragments.Count == 0 && !words[true].Any())
            return new FindPatientsReply();

        foreach (var birthDate in words[true].Select(word => word.ToDay("text")))
            found = found.Where(p => p.BirthDate == birthDate);
        foreach (var fragment in fragments)
            found = found.Where(p => EF.Functions.Like(p.SearchWords, $"% {fragment}%"));

        var patients = await found.OrderBy(p => p.SortName).ThenBy(p => p.Id).Take(limit).ToListAsync(context.CancellationToken);
        return new FindPatientsReply { Patients = { patients.Select(p => p.ToReply()) } };
    }
}
