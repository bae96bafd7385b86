using Dapr.Client.Autogen.Grpc.v1;
using Grpc.AspNetCore.Server.Model;
using Grpc.Reflection;
using PracticeAspire.Sidecar;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.Health;
using PracticeAspire.Sidecar.Invocation;
using PracticeAspire.Sidecar.Metadata;
using PracticeAspire.Sidecar.Names;
using PracticeAspire.Sidecar.Options;
using PracticeAspire.Sidecar.PubSub;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Resources;
using PracticeAspire.Sidecar.Secrets;
using PracticeAspire.Sidecar.State;
using PracticeAspire.Sidecar.Tracing;
using Yarp.ReverseProxy.Forwarder;

// Nothing here blocks a thread, so what comes from a socket is dealt with where it is read: no other thread has to be woken for it.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
try
{
    var options = CommandLine.Parse(args);
    var ports = Ports.From(options);
    OwnEnvironment.Publish(options, ports);
    using var logging = Logs.Create(options);
    var log = logging.CreateLogger("sidecar");
    var configuration = Configuration.Load(options.ConfigFiles);
    var resources = ResourceFiles.Load(options.ResourcesPaths, options.AppId, log);
    await using var components = new ComponentSet(options, log);
    await components.Start(resources.Components);

    // An empty builder: settings of the app next door (ASPNETCORE_URLS, appsettings.json) are none of the sidecar's business.
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true).ConfigureKestrel(kestrel => Listening.Configure(kestrel, options, ports));
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.GracefulShutdown);
    builder.Services.AddSingleton(logging).AddLogging().AddRoutingCore();
    builder.Services.AddHttpForwarder();
    builder.Services.AddGrpc(grpc =>
    {
        grpc.IgnoreUnknownServices = true;
        grpc.MaxReceiveMessageSize = options.MaxBodySize;
        grpc.MaxSendMessageSize = options.MaxBodySize;
    });
    builder.Services.AddSingleton<IServiceMethodProvider<DaprService>, DaprMethods>();
    builder.Services.AddSingleton(new ReflectionV1ServiceImpl(DaprReflection.Descriptor.Services));
    builder.Services
        .AddSingleton(options).AddSingleton(ports).AddSingleton(configuration).AddSingleton(resources).AddSingleton(components)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(Policies.From(resources.Resiliencies, TimeProvider.System))
        .AddSingleton(services => new NameDirectory(NameDirectory.DefaultFolder, services.GetRequiredService<TimeProvider>()))
        .AddSingleton(new HopTracing(configuration, options.AppId))
        .AddSingleton(services => new HopSettings(options.AppId, services.GetRequiredService<AppChannel>().Token))
        .AddSingleton(services => new SecretAccess(components, configuration, options.AppId))
        .AddSingleton<ApiToken>().AddSingleton<AppChannel>().AddSingleton<AppHealth>().AddSingleton<AppSubscriptions>()
        .AddSingleton<Forwarder>().AddSingleton<PolicedCall>().AddSingleton<GrpcProxy>().AddSingleton<InternalHop>().AddSingleton<HttpInvoke>()
        .AddSingleton<Publisher>().AddSingleton<Consumers>().AddSingleton<StateStores>()
        .AddSingleton<DaprService>().AddSingleton<SidecarMetadata>().AddSingleton<SidecarHealth>().AddSingleton<Lifecycle>();

    await using var app = builder.Build();
    Pipeline.Use(app, ports);
    app.MapGrpcService<DaprService>();
    app.MapGrpcService<ReflectionV1ServiceImpl>();
    HttpApi.Map(app);
    var lifecycle = app.Services.GetRequiredService<Lifecycle>();
    await app.StartAsync();
    await lifecycle.RunUntilStopped();
    await app.StopAsync();
    return 0;
}
catch (Exception e) when (e is StartupError or IOException)
{
    await Console.Error.WriteLineAsync($"level=fatal msg=\"{e.Message}\"");
    return 1;
}
