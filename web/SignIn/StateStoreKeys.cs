using System.Xml.Linq;
using Dapr.Client;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>Data Protection's keys in the state store, so that replicas and restarts share them. One list under one key, added to with its ETag.</summary>
internal sealed class StateStoreKeys(DaprClient dapr) : IXmlRepository
{
    private const string Key = "data-protection-keys";

    // The interface is synchronous; it is called at start and when keys rotate, some four times a year.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. (dapr.GetStateAsync<string[]?>(DaprNames.StateStore, Key).GetAwaiter().GetResult() ?? []).Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => AddAsync(element).GetAwaiter().GetResult();

    private async Task AddAsync(XElement element)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var (kept, etag) = await dapr.GetStateAndETagAsync<string[]?>(DaprNames.StateStore, Key);
            string[] all = [.. kept ?? [], element.ToString(SaveOptions.DisableFormatting)];
            if (string.IsNullOrEmpty(etag))
            {
                await dapr.SaveStateAsync(DaprNames.StateStore, Key, all);
                return;
            }

            if (await dapr.TrySaveStateAsync(DaprNames.StateStore, Key, all, etag))
                return;
        }

        throw new InvalidOperationException("Another process kept changing the Data Protection keys in the state store. Start this one again.");
    }
}
