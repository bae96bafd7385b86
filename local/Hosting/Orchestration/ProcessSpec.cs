using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

/// <summary>Puts command, arguments and environment of a process together.</summary>
internal static class ProcessSpec
{
    public static async Task<(DcpExecutableSpec Spec, IReadOnlyList<string> Shown)> OfAsync(
        IResource resource, IServiceProvider services, DashboardSettings dashboard, CancellationToken ct)
    {
        var launch = await resource.Annotations.OfType<LaunchAnnotation>().Last().PrepareAsync(ct);
        if (!Directory.Exists(launch.WorkingDirectory))
            throw new DistributedApplicationException($"'{resource.Name}' is to start in {launch.WorkingDirectory}, which does not exist.");

        var args = new List<object>(launch.Arguments);
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await callback.Callback(new CommandLineArgsCallbackContext(args, ct));

        var environment = new EnvironmentCallbackContext(services.GetRequiredService<DistributedApplicationExecutionContext>(), ct);
        if (dashboard.IsEnabled && resource.Annotations.OfType<OtlpExporterAnnotation>().Any()) AddTelemetry(resource, dashboard, environment);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) await callback.Callback(environment);

        var values = new List<string>();
        foreach (var arg in args) values.Add(await ValueOfAsync(arg, ct));
        var variables = new List<DcpVariable>();
        foreach (var (name, value) in environment.EnvironmentVariables) variables.Add(new(name, await ValueOfAsync(value, ct)));
        return (new DcpExecutableSpec(launch.Command, launch.WorkingDirectory, values, variables), launch.Shown ?? [launch.Command, .. values]);
    }

    public static CustomResourceSnapshot Show(CustomResourceSnapshot snapshot, DcpExecutableSpec spec, IReadOnlyList<string> shown)
    {
        string[] replaced = [KnownProperties.Path, KnownProperties.WorkDir, KnownProperties.Args, KnownProperties.Pid];
        return snapshot with
        {
            EnvironmentVariables = [.. spec.Env.Select(v => new EnvironmentVariableSnapshot(v.Name, v.Value, IsFromSpec: true))],
            Properties =
            [
                .. snapshot.Properties.Where(p => !replaced.Contains(p.Name)),
                new(KnownProperties.Path, shown[0]),
                new(KnownProperties.WorkDir, spec.WorkingDirectory),
                new(KnownProperties.Args, shown.Skip(1).ToArray()),
            ],
        };
    }

    private static void AddTelemetry(IResource resource, DashboardSettings dashboard, EnvironmentCallbackContext environment)
    {
        var variables = environment.EnvironmentVariables;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.OtlpUrl;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={dashboard.OtlpKey}";
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={resource.Name}";

        // Soon enough to watch a click arrive: the exporters' own defaults are up to a minute.
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "5000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
    }

    private static async Task<string> ValueOfAsync(object value, CancellationToken ct) =>
        value is IValueProvider provider ? await provider.GetValueAsync(ct) ?? "" : $"{value}";
}
