using PracticeAspire.Sidecar.PubSub.Redis;

namespace PracticeAspire.Sidecar.PubSub;

internal sealed record PubSubComponent(RedisStreams Broker, TopicScopes Scopes);
