using Hl7.Fhir.Model;

namespace PracticeAspire.Records.FhirRead;

internal static class Links
{
    public static string Base(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}/fhir";

    /// <summary>One page of what was found, with where the next one is.</summary>
    public static Bundle ToBundle(HttpContext http, IEnumerable<Resource> resources, string? next)
    {
        var request = http.Request;
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Searchset,
            Link = [new() { Relation = "self", Url = $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}" }],
            Entry = [.. resources.Select(r => new Bundle.EntryComponent
            {
                FullUrl = $"{Base(http)}/{r.TypeName}/{r.Id}",
                Resource = r,
                Search = new() { Mode = Bundle.SearchEntryMode.Match },
            })],
        };
        if (next is not null)
        {
            var query = QueryString.Create([.. request.Query.Where(q => q.Key != SearchResources.Page), new(SearchResources.Page, next)]);
            bundle.Link.Add(new() { Relation = "next", Url = $"{request.Scheme}://{request.Host}{request.Path}{query}" });
        }

        return bundle;
    }
}
