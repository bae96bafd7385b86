using Microsoft.AspNetCore.Hosting;
using PracticeAspire.Tests;

namespace PracticeAspire.Notifications.Tests;

/// <summary>A second process of the same service, on the same database.</summary>
internal sealed class Replica(NotificationsHost first) : ServiceHost<Program>("notifications")
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("ConnectionStrings:notifications", first.ConnectionString);
        first.ConfigureNeighbours(builder);
    }
}
