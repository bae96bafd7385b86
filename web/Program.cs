using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Live;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Security;
using PracticeAspire.Web.SignIn;

var builder = WebApplication.CreateBuilder(args);
builder.AddDaprSecrets();
builder.AddSessions();
builder.AddServiceDefaults(AppNames.Web);
builder.AddSignIn();
builder.AddNeighbours();
builder.AddPages();

var app = builder.Build();
app.UseExceptionHandler("/error/500");
app.UseTrustedProxies();
app.UseSecurityHeaders();
app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
app.UseStaticFiles(WebAssets.Options);
app.UseSameSiteOnly();
app.UseSessionStoreAwayPage();
app.MapServiceDefaults();
app.MapSignIn();
app.MapPolicyReports();
app.MapLive();
app.MapRazorPages();
app.Run();

/// <summary>Named for the tests, which start the app as it is.</summary>
internal sealed partial class Program;
