using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace PracticeAspire.Web.Neighbours;

/// <summary>An address whose ids are none leads nowhere, as <c>{id:guid}</c> has it for paths; no service is asked about them.</summary>
internal sealed class GarbledIds : IResourceFilter
{
    private static readonly string[] Ids = ["id", "patient", "practitioner", "location", "type", "with", "patientId", "entryId"];

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var query = context.HttpContext.Request.Query;
        if (Ids.Any(name => query[name].Any(text => !string.IsNullOrEmpty(text) && !IsId(text))))
            context.Result = new NotFoundResult();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    private static bool IsId(string text) => Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty;
}
