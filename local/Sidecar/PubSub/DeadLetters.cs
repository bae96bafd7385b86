using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Where what the app would not have goes: the subscription's dead-letter topic, or nowhere.</summary>
internal sealed class DeadLetters(Subscription subscription, Publisher publisher)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(30);

    public bool Exist => subscription.DeadLetterTopic is { Length: > 0 };

    /// <summary>The same bytes: the event still says which topic it was meant for.</summary>
    public async Task Add(RedisMessage message)
    {
        if (subscription.DeadLetterTopic is { Length: > 0 } topic)
            await publisher.Forward(subscription.PubSub, topic, message.Data, message.Metadata).WaitAsync(Budget);
    }
}
