using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Accounts;

/// <summary>Who may not sign in with a password alone.</summary>
internal sealed class MfaRules(IHostEnvironment environment)
{
    /// <summary>Everyone who works here; on a developer's machine nobody, so that a first look takes one password.</summary>
    public Task<bool> RequiredForAsync(Person person) =>
        Task.FromResult(!environment.IsDevelopment() && person.Roles.Any(r => r != Roles.Patient));
}
