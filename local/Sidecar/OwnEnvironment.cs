using System.Globalization;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar;

/// <summary>The variables daprd sets for itself, visible through <c>secretstores.local.env</c> and <c>envRef</c>.</summary>
internal static class OwnEnvironment
{
    public static void Publish(SidecarOptions options, Ports ports)
    {
        Set("APP_ID", options.AppId);
        Set("APP_PORT", options.AppPort?.ToString(CultureInfo.InvariantCulture) ?? "");
        Set("HOST_ADDRESS", ports.AdvertisedHost);
        Set("DAPR_PORT", ports.Internal.ToString(CultureInfo.InvariantCulture));
        Set("DAPR_GRPC_PORT", ports.Grpc.ToString(CultureInfo.InvariantCulture));
        Set("DAPR_HTTP_PORT", ports.Http.ToString(CultureInfo.InvariantCulture));
    }

    private static void Set(string name, string value) => Environment.SetEnvironmentVariable(name, value);
}
