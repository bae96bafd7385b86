using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>What lies in the resource folders for this app, in daprd's reading: top level only, in file order, a document that cannot be read is skipped with a warning.</summary>
internal sealed record ResourceFiles(
    IReadOnlyList<Component> Components, IReadOnlyList<Subscription> Subscriptions, IReadOnlyList<YamlNode> Resiliencies)
{
    public static ResourceFiles Load(IEnumerable<string> folders, string appId, ILogger log)
    {
        List<Component> components = [];
        List<Subscription> subscriptions = [];
        List<YamlNode> resiliencies = [];
        foreach (var file in folders.SelectMany(Files))
        {
            var documents = Documents(file, log);
            for (var i = 0; i < documents.Count; i++)
                Take(documents[i], isFirst: i == 0, file);
        }
        if (components.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new StartupError($"the component '{twice.Key}' is defined twice: {string.Join(" and ", twice.Select(c => c.File))}");
        return new ResourceFiles(components, subscriptions, resiliencies);

        void Take(YamlNode document, bool isFirst, string file)
        {
            try
            {
                if (!IsMeantFor(document, appId))
                    return;
                switch (document.Text("kind"))
                {
                    case "Component": components.Add(Component.From(document, file)); break;
                    case "Subscription": subscriptions.Add(Subscription.From(document)); break;
                    // daprd looks at the first document of a file only; a second policy would silently not be there in production either.
                    case "Resiliency" when isFirst: resiliencies.Add(document); break;
                    case "HTTPEndpoint": throw new StartupError($"{file}: HTTPEndpoint needs the real daprd");
                }
            }
            catch (FormatException e)
            {
                log.LogWarning("{File} is skipped: {Problem}", file, e.Message);
            }
        }
    }

    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new StartupError($"the resources path '{folder}' is not a folder");
        return Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal);
    }

    private static List<YamlNode> Documents(string file, ILogger log)
    {
        try
        {
            using var reader = File.OpenText(file);
            var stream = new YamlStream();
            stream.Load(reader);
            return [.. stream.Documents.Select(document => document.RootNode)];
        }
        catch (YamlException e)
        {
            log.LogWarning("{File} is skipped: {Problem}", file, e.Message);
            return [];
        }
    }

    private static bool IsMeantFor(YamlNode document, string appId)
    {
        var scopes = document.Texts("scopes");
        var here = Environment.GetEnvironmentVariable("NAMESPACE");
        var wanted = document.Text("metadata", "namespace");
        return (scopes.Length == 0 || scopes.Contains(appId))
            && (string.IsNullOrEmpty(here) || string.IsNullOrEmpty(wanted) || wanted == here);
    }
}
