using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PracticeAspire.Users.People;
using PracticeAspire.Users.RelatedPeople;

namespace PracticeAspire.Users.Organizations;

/// <summary>The tables beside people: whom they work for and where, and who belongs to a patient.</summary>
internal static class DirectoryModel
{
    public static void HasDirectory(this ModelBuilder model)
    {
        model.Entity<Organization>(organization =>
        {
            organization.ToTable("organizations");
            organization.Property(o => o.Address).AsJson();
        });
        model.Entity<Site>(site =>
        {
            site.ToTable("sites");
            site.Property(s => s.Address).AsJson();
            site.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PractitionerRole>(role =>
        {
            role.ToTable("practitioner_roles");
            role.HasOne<Person>().WithMany().HasForeignKey(r => r.PersonId);
            role.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<RelatedPerson>(related =>
        {
            related.ToTable("related_people");
            related.Property(r => r.Version).IsConcurrencyToken();
            related.Property(r => r.Address).AsJson();
            related.Property(r => r.Phones).AsJson();
            related.HasOne<Person>().WithMany().HasForeignKey(r => r.PatientId);
        });
        model.Entity<DirectoryIdentifier>(identifier =>
        {
            identifier.ToTable("directory_identifiers").HasKey(i => new { i.Kind, i.System, i.Value });
            identifier.HasIndex(i => i.EntryId);
        });
    }

    /// <summary>As one JSON value: what is read and written as a whole. Two are the same when their texts are.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) => property
        .HasColumnType("jsonb")
        .HasConversion(
            value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Default)!,
            new ValueComparer<T>(
                (one, other) => JsonSerializer.Serialize(one, JsonSerializerOptions.Default) == JsonSerializer.Serialize(other, JsonSerializerOptions.Default),
                value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default).GetHashCode(StringComparison.Ordinal),
                value => value));
}
