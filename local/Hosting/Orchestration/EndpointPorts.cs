using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint its port before anything starts, so that everybody can be told everybody's address.</summary>
internal static class EndpointPorts
{
    public static void Allocate(DistributedApplicationModel model, DashboardSettings dashboard)
    {
        var endpoints = model.Resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>().Select(e => (Resource: r.Name, Endpoint: e))).ToList();
        foreach (var (resource, endpoint) in endpoints)
        {
            if (endpoint.Port is not { } port) endpoint.Port = FreePort.Next();
            else if (!FreePort.IsFree(port)) throw Taken($"'{resource}' ({endpoint.Name})", port);
        }

        if (dashboard.IsEnabled && !FreePort.IsFree(dashboard.Port)) throw Taken("the dashboard", dashboard.Port);
    }

    private static DistributedApplicationException Taken(string who, int port) => new(
        $"Port {port}, which {who} is to listen on, is in use. Stop the program that holds it (`ss -ltnp 'sport = :{port}'` names it) or choose another port.");
}
