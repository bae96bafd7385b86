using System.Text.RegularExpressions;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>An entry of the audit log as a sentence, as one would tell it.</summary>
internal static partial class AuditWords
{
    /// <summary>What can be filtered by: the beginning of the action, and what people call it.</summary>
    public static IReadOnlyList<(string Action, string Name)> Kinds { get; } =
    [
        ("sign-in", "Sign-ins"), ("sign-in.failed", "Failed sign-ins"), ("sign-out", "Sign-outs"), ("account", "Accounts"), ("invitation", "Invitations"), ("password", "Passwords"), ("passkey", "Passkeys"), ("second-factor", "Removed second factors"), ("identity", "Linked sign-ins"), ("proxy", "Proxies"), ("role", "Roles"), ("colleague", "Staff"), ("person", "Deactivations and exports"), ("patient", "Patients"), ("contact", "Contacts"),
        ("people", "Imports"), ("call", "Refused calls"), ("token", "Tokens"), ("audit", "The log itself"),
    ];

    public static string Sentence(AuditedAct act) => act.Action switch
    {
        "sign-in.succeeded" => $"{Actor(act)} signed in",
        "sign-in.failed" => $"A sign-in as {(act.Subject.Length > 0 ? Subject(act) : "nobody we know")} failed: {Reason(act)}",
        "sign-out.succeeded" => $"{Actor(act)} signed out",
        "sign-in.ended" => $"{Actor(act)} ended one of their sign-ins",
        "sign-in.others-ended" => $"{Actor(act)} ended all of their other sign-ins",
        "account.created" when act.Actor == act.Subject => $"{Actor(act)} chose a password and can sign in",
        "invitation.asked" => $"{Actor(act)} invited {Subject(act)} to sign in",
        "password-reset.asked" => $"Somebody asked for a new password for {(act.Subject.Length > 0 ? Subject(act) : "nobody we know")}",
        "registration.asked" => "Somebody asked to become a patient",
        "password.reset" => $"{Actor(act)} chose a new password by a mailed link",
        "password.changed" => $"{Actor(act)} changed their password",
        "authenticator.added" => $"{Actor(act)} set up an authenticator app",
        "authenticator.removed" => $"{Actor(act)} removed their authenticator app",
        "passkey.added" => $"{Actor(act)} set up a passkey",
        "passkey.removed" => $"{Actor(act)} removed a passkey",
        "recovery-codes.made" => $"{Actor(act)} was given new recovery codes",
        "recovery-code.used" => $"{Actor(act)} used a recovery code",
        "second-factor.removed" => $"{Actor(act)} removed the second factor of {Subject(act)}, who had lost it",
        "identity.linked" when act.Actor == act.Subject => $"{Actor(act)} signed in with the identity provider for the first time",
        "identity.linked" => $"{Actor(act)} linked a sign-in of the identity provider to {Subject(act)}",
        "identity.ended" => $"{Actor(act)} parted a sign-in of the identity provider from {Subject(act)}",
        "terms.agreed" => $"{Actor(act)} agreed to the terms of use",
        "proxy.appointed" => $"{Actor(act)} appointed someone to act for {Subject(act)}",
        "proxy.ended" => $"{Actor(act)} ended that someone acts for {Subject(act)}",
        "account.created" => $"{Actor(act)} gave {Subject(act)} a sign-in",
        "patient.registered" => $"{Actor(act)} registered {Subject(act)}",
        "patient.corrected" => $"{Actor(act)} corrected what is known of {Subject(act)}",
        "contact.added" => $"{Actor(act)} added a contact of {Subject(act)}",
        "contact.changed" => $"{Actor(act)} changed a contact of {Subject(act)}",
        "contact.removed" => $"{Actor(act)} removed a contact of {Subject(act)}",
        "patient.merged" => $"{Actor(act)} merged another record into that of {Subject(act)}",
        "patient.unmerged" => $"{Actor(act)} took a merged record out of that of {Subject(act)} again",
        "people.imported" => $"{Actor(act)} imported people: {Fact(act, "created")} new, {Fact(act, "updated")} corrected, {Fact(act, "refused")} refused",
        "role.changed" => $"{Actor(act)} decided anew what the role {Fact(act, "role")} may do",
        "colleague.added" => $"{Actor(act)} added {Subject(act)} as {Fact(act, "roles").Replace(" ", ", ", StringComparison.Ordinal)}",
        "colleague.changed" when Fact(act, "roles") != Fact(act, "roles_before") => $"{Actor(act)} made {Subject(act)} {Fact(act, "roles").Replace(" ", ", ", StringComparison.Ordinal)}, before {Fact(act, "roles_before").Replace(" ", ", ", StringComparison.Ordinal)}",
        "colleague.changed" => $"{Actor(act)} changed what is known of {Subject(act)}",
        "person.deactivated" => $"{Actor(act)} deactivated {Subject(act)}",
        "person.exported" => act.Actor == act.Subject ? $"{Actor(act)} took away a copy of what is known of them" : $"{Actor(act)} exported what is known of {Subject(act)}",
        "person.reactivated" => $"{Actor(act)} let {Subject(act)} in again",
        "call.refused" when act.Actor is "nobody" => $"{(Fact(act, "call").Length == 0 ? "More calls than are told one by one came" : $"Somebody tried to {Call(act)}")} without a valid sign-in{Times(act)}",
        "call.refused" => $"{Actor(act)} was not allowed to {Call(act)}",
        "token.refused" => $"{(Fact(act, "client") is "unknown" ? "A program we do not know" : $"The program {Fact(act, "client")}")} was given no token: {Spaced(Fact(act, "error"))}",
        "token.reused" => $"A code or token of {Subject(act)} was used a second time; what it had given was taken back",
        "audit.exported" => $"{Actor(act)} exported the audit log",
        _ => $"{Actor(act)}: {Spaced(act.Action)}{(act.Subject.Length > 0 ? $", {Subject(act)}" : "")}",
    };

    public static (string Text, string Look)? Mark(AuditedAct act) => act.Outcome switch
    {
        "refused" => ("Refused", "tag--wrong"),
        "failed" => ("Failed", "tag--warn"),
        _ => null,
    };

    public static string Actor(AuditedAct act) => act.Actor is "nobody" ? "Somebody" : Name(act.Actor, act.ActorName, "The service");

    public static string Subject(AuditedAct act) => act.Subject.Length == 0 ? "somebody" : Name(act.Subject, act.SubjectName, "number");

    private static string Name(string id, string name, string otherwise) =>
        name.Length > 0 ? name : Guid.TryParse(id, out _) ? "someone who is not in the directory" : $"{otherwise} {id}";

    private static string Reason(AuditedAct act) => Fact(act, "reason") switch
    {
        "wrong-password" => "wrong password",
        "unknown-address" => "unknown e-mail address",
        "too-many-attempts" => "too many attempts before",
        "has-left" => "has left the practice",
        "wrong-code" => "wrong code of the second factor",
        "too-many-codes" => "too many wrong codes before",
        "unknown-passkey" => "a passkey that is not known here",
        var other => Spaced(other),
    };

    /// <summary>"/practice.users.v1.People/FindPatients" → "find patients"</summary>
    private static string Call(AuditedAct act) => Capital().Replace(Fact(act, "call").Split('/')[^1], " $1").Trim().ToLowerInvariant();

    private static string Times(AuditedAct act) => act.Details.TryGetValue("more", out var more) ? $", {more} times more since the line before" : "";

    private static string Fact(AuditedAct act, string name) => act.Details.TryGetValue(name, out var fact) ? fact : "unknown";

    private static string Spaced(string words) => words.Replace('.', ' ').Replace('-', ' ').Replace('_', ' ');

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Capital();
}
