namespace Aspire.Hosting.Orchestration;

/// <summary>Finds what the build made of a project.</summary>
internal static class ProjectOutput
{
    public static Launch LaunchOf(string resource, string projectPath)
    {
        if (!File.Exists(projectPath)) throw new DistributedApplicationException($"'{resource}': the project {projectPath} does not exist.");

        var folder = Path.GetDirectoryName(projectPath)!;
        var assembly = Path.Combine(folder, "bin", Configuration(), Path.GetFileNameWithoutExtension(projectPath) + ".dll");
        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException(
                $"'{resource}' has not been built: {assembly} does not exist. Build it with `dotnet build {projectPath}` and read the compiler's first error.");
        }

        return new Launch(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [assembly], folder);
    }

    // "Debug/net10.0", as the running program itself was built.
    private static string Configuration()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(output.Parent?.Name ?? "Debug", output.Name);
    }
}
