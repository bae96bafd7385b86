using PracticeAspire.Tests;

namespace PracticeAspire.Reporting.Tests;

/// <summary>The same service where people sign in with Keycloak.</summary>
public sealed class ReportingByKeycloak : ReportingHost
{
    public ReportingByKeycloak() => Issuer = TestIssuer.Keycloak;
}
