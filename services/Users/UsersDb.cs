using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Access;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.LinkedIdentities;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;
using PracticeAspire.Users.Proxies;
using PracticeAspire.Users.RelatedPeople;
using PracticeAspire.Users.SignIn;
using PracticeAspire.Users.Terms;

namespace PracticeAspire.Users;

/// <summary>People, their accounts, and what the identity provider has issued.</summary>
internal sealed class UsersDb(DbContextOptions<UsersDb> options) : ServiceDb(options)
{
    /// <summary>A person's e-mail address in small letters, which the database keeps so that a first sign-in finds them.</summary>
    public const string EmailLower = "EmailLower";

    public DbSet<Person> People => Set<Person>();

    public DbSet<PersonIdentifier> Identifiers => Set<PersonIdentifier>();

    public DbSet<Merge> Merges => Set<Merge>();

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<PractitionerRole> PractitionerRoles => Set<PractitionerRole>();

    public DbSet<RelatedPerson> RelatedPeople => Set<RelatedPerson>();

    public DbSet<DirectoryIdentifier> DirectoryIdentifiers => Set<DirectoryIdentifier>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<Revocation> Revocations => Set<Revocation>();

    public DbSet<ProviderKey> ProviderKeys => Set<ProviderKey>();

    public DbSet<LinkedIdentity> LinkedIdentities => Set<LinkedIdentity>();

    /// <summary>Tokens of these people, or of these sign-ins, that were issued until now are refused everywhere within seconds.</summary>
    public Task<int> ShutOutAsync(Guid[] subjects, Instant now, CancellationToken ct) => Database.ExecuteSqlAsync(
        $"INSERT INTO revocations (subject, at) SELECT unnest({subjects}), {now} ON CONFLICT (subject) DO UPDATE SET at = excluded.at", ct);

    protected override IReadOnlyDictionary<string, (string Code, string Sentence)> Refusals { get; } =
        new Dictionary<string, (string, string)>
        {
            ["accounts_email"] = ("email-taken", "Someone else signs in with this e-mail address. Choose another."),
            ["pk_passkeys"] = ("passkey-known", "This passkey is set up already."),
            ["people_merged_into_standing"] = ("already-merged", "One of the two was merged into another record meanwhile. Look for the person again."),
            ["merges_once"] = ("already-merged", "One of the two was merged into another record meanwhile. Look for the person again."),
            ["accounts_of_standing"] = ("merged-signs-in", "The record that would go has just been given a sign-in. Keep that record instead."),
            ["pk_person_identifiers"] = ("npi-taken", "Someone else in the directory has this NPI. Check whose it is."),
            ["proxies_once"] = ("proxy-there", "This person acts for the patient already. End that first."),
            ["linked_identities_of_subject"] = ("identity-taken", "This sign-in is linked to someone already. Part the two first."),
            ["linked_identities_of_person"] = ("person-linked", "This person is linked to another sign-in already. Part the two first."),
            ["pk_accounts"] = ("has-account", "This person can sign in already."),
        };

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasPostgresExtension("pg_trgm");
        modelBuilder.HasAuditLog();
        modelBuilder.HasDirectory();

        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("people");
            person.Property(p => p.Version).IsConcurrencyToken();
            person.HasMany(p => p.Identifiers).WithOne().HasForeignKey(i => i.PersonId);
            person.Property(p => p.Address).AsJson();
            person.Property(p => p.OtherPhones).AsJson().HasDefaultValueSql("'[]'");
            person.Property(p => p.SortName).UseCollation("C");
            person.Property(p => p.PhoneDigits).HasColumnName("all_phone_digits").HasComputedColumnSql(
                "regexp_replace(phone, '[^0-9]', '', 'g') || ' ' || translate(regexp_replace(other_phones::text, '[^0-9{}]', '', 'g'), '{}', '  ')", stored: true);
            person.HasIndex(p => p.MergedInto).HasFilter("merged_into IS NOT NULL").HasDatabaseName("people_merged_into");
            person.HasIndex(p => p.PhoneDigits).HasMethod("gin").HasOperators("gin_trgm_ops").HasDatabaseName("people_phone");
            person.HasIndex(p => p.SearchWords).HasMethod("gin").HasOperators("gin_trgm_ops").HasDatabaseName("people_search");
            person.Property<string>(EmailLower).HasComputedColumnSql("lower(email)", stored: true);
            person.HasIndex(EmailLower).HasDatabaseName("people_email");
            person.HasIndex(p => p.BirthDate).HasDatabaseName("people_birth_date");
            person.HasIndex(p => new { p.SortName, p.Id }).HasDatabaseName("people_by_name");
            person.HasIndex(p => p.Id).HasFilter("'doctor' = ANY (roles)").HasDatabaseName("people_practitioners");
        });
        modelBuilder.Entity<Merge>(merge =>
        {
            merge.ToTable("merges");
            merge.HasOne<Person>().WithMany().HasForeignKey(m => m.SurvivorId).OnDelete(DeleteBehavior.Restrict);
            merge.HasOne<Person>().WithMany().HasForeignKey(m => m.MergedId).OnDelete(DeleteBehavior.Restrict);
            merge.HasIndex(m => m.MergedId).IsUnique().HasFilter("undone_at IS NULL").HasDatabaseName("merges_once");
        });
        modelBuilder.Entity<PersonIdentifier>().ToTable("person_identifiers").HasKey(i => new { i.System, i.Value });

        modelBuilder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.HasOne<Person>().WithOne().HasForeignKey<Account>(a => a.Id);
            account.Property(a => a.ConcurrencyStamp).IsConcurrencyToken();
            account.HasIndex(a => a.NormalizedEmail).IsUnique().HasDatabaseName("accounts_email");
            account.Ignore(a => a.PhoneNumber).Ignore(a => a.PhoneNumberConfirmed);
            account.Ignore(a => a.AccessFailedCount).Ignore(a => a.LockoutEnd).Ignore(a => a.LockoutEnabled).Ignore(a => a.TwoFactorEnabled);
        });
        modelBuilder.Entity<AccountLink>(link =>
        {
            link.ToTable("account_links");
            link.HasOne<Person>().WithMany().HasForeignKey(l => l.PersonId);
            link.HasIndex(l => l.Email).HasFilter("used_at IS NULL").HasDatabaseName("account_links_open");
        });
        modelBuilder.Entity<Proxy>(proxy =>
        {
            proxy.ToTable("proxies");
            proxy.Property(p => p.Version).IsConcurrencyToken();
            proxy.HasOne<Person>().WithMany().HasForeignKey(p => p.PatientId).OnDelete(DeleteBehavior.Restrict);
            proxy.HasOne<Person>().WithMany().HasForeignKey(p => p.ProxyId).OnDelete(DeleteBehavior.Restrict);
            proxy.HasIndex(p => new { p.PatientId, p.ProxyId }).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("proxies_once");
            proxy.HasIndex(p => p.ProxyId).HasFilter("ended_at IS NULL").HasDatabaseName("proxies_of_proxy");
        });
        modelBuilder.Entity<TermsAgreement>(agreement =>
        {
            agreement.ToTable("terms_agreements").HasKey(a => new { a.PersonId, a.Version });
            agreement.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId);
        });
        modelBuilder.Entity<Session>(session =>
        {
            session.ToTable("sessions");
            session.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
            session.HasIndex(s => new { s.AccountId, s.StartedAt }).HasDatabaseName("sessions_of_account");
        });
        modelBuilder.Entity<Authenticator>(app =>
        {
            app.ToTable("authenticators").HasKey(a => a.AccountId);
            app.HasOne<Account>().WithOne().HasForeignKey<Authenticator>(a => a.AccountId);
        });
        modelBuilder.Entity<RecoveryCode>(code =>
        {
            code.ToTable("recovery_codes").HasKey(c => new { c.AccountId, c.CodeHash });
            code.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId);
        });
        modelBuilder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("passkeys").HasKey(p => p.CredentialId);
            passkey.HasOne<Account>().WithMany().HasForeignKey(p => p.UserId);
            passkey.OwnsOne(p => p.Data).ToJson();
        });
        modelBuilder.Entity<LinkedIdentity>(link =>
        {
            link.ToTable("linked_identities");
            link.HasOne<Person>().WithMany().HasForeignKey(l => l.PersonId).OnDelete(DeleteBehavior.Restrict);
            link.HasIndex(l => new { l.Issuer, l.Subject }).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("linked_identities_of_subject");
            link.HasIndex(l => new { l.Issuer, l.PersonId }).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("linked_identities_of_person");
        });
        modelBuilder.Entity<SpentAttempts>().ToTable("attempts").HasKey(a => a.Key);
        modelBuilder.Entity<KnownDevice>(device =>
        {
            device.ToTable("known_devices").HasKey(d => new { d.AccountId, d.DeviceHash });
            device.HasOne<Account>().WithMany().HasForeignKey(d => d.AccountId);
        });

        modelBuilder.Entity<Role>(role =>
        {
            role.ToTable("roles").HasKey(r => r.Name);
            role.Property(r => r.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Revocation>().ToTable("revocations").HasKey(r => r.Subject);

        modelBuilder.Entity<ProviderKey>().ToTable("provider_keys");
        modelBuilder.Entity<DataProtectionKey>().ToTable("data_protection_keys").HasKey(k => k.FriendlyName);
        modelBuilder.UseOpenIddict<Guid>();
        foreach (var table in modelBuilder.Model.GetEntityTypes().Where(t => t.GetTableName()!.StartsWith("OpenIddict", StringComparison.Ordinal)))
            table.SetTableName(table.GetTableName()!.Replace("OpenIddict", "openiddict_", StringComparison.Ordinal).ToLowerInvariant());
    }
}
