using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests;

/// <summary>The same service, set up with Keycloak.</summary>
public sealed class RecordsByKeycloak : RecordsHost
{
    public RecordsByKeycloak() => Issuer = TestIssuer.Keycloak;
}
