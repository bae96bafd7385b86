using PracticeAspire.Tests;

namespace PracticeAspire.Appointments.Tests;

/// <summary>The same service where people sign in with Keycloak.</summary>
public sealed class PracticeByKeycloak : Practice
{
    public PracticeByKeycloak() => Issuer = TestIssuer.Keycloak;
}
