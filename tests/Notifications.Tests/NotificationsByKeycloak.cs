using PracticeAspire.Tests;

namespace PracticeAspire.Notifications.Tests;

/// <summary>The same service where people sign in with Keycloak.</summary>
public sealed class NotificationsByKeycloak : NotificationsHost
{
    public NotificationsByKeycloak() => Issuer = TestIssuer.Keycloak;
}
