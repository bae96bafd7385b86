using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using Known = PracticeAspire.ServiceDefaults.Permissions;

namespace PracticeAspire.Users.Access;

/// <summary>What each role may do; see the contract.</summary>
internal sealed class RolesService(UsersDb db) : PracticeRoles.PracticeRolesBase
{
    public override async Task<ListRolesReply> ListRoles(ListRolesRequest request, ServerCallContext context)
    {
        var decided = await db.Roles.AsNoTracking().ToDictionaryAsync(r => r.Name, context.CancellationToken);
        return new ListRolesReply
        {
            Roles = { Role.Names.Select(name => decided.GetValueOrDefault(name, Role.AsItComes(name)).ToReply()) },
            Permissions =
            {
                Known.All.Select(p => new KnownPermission
                {
                    Name = p.Name,
                    Sentence = p.Sentence,
                    ForPatients = p.ForPatients,
                    KeptBy = { Role.Names.Where(name => Known.KeptBy(name).Contains(p.Name)) },
                }),
            },
        };
    }

    public override async Task<PracticeRole> SaveRole(PracticeRole request, ServerCallContext context)
    {
        if (!Role.Names.Contains(request.Role))
            throw new Malformed("role", $"The role must be one of {string.Join(", ", Role.Names)}.");

        // The first decision about a role finds its row made, so that two at once meet on it.
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var asItComes = Role.AsItComes(request.Role);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO roles (name, version, permissions, mfa_required)
            VALUES ({asItComes.Name}, {asItComes.Version}, {asItComes.Permissions}, {asItComes.MfaRequired}) ON CONFLICT DO NOTHING
            """, context.CancellationToken);
        var role = await db.Roles.SingleAsync(r => r.Name == request.Role, context.CancellationToken);
        if (role.Version != request.Version)
            throw new Stale(role.Version);

        role.Decide(request.Permissions, request.MfaRequired);
        db.Audit(context.Audited("role.changed").With("role", role.Name).With("permissions", string.Join(' ', role.Permissions)).With("mfa_required", role.MfaRequired));
        await db.SaveOrRefuse(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        return role.ToReply();
    }
}
