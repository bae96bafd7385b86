using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.Audit;

internal sealed partial class AuditService(UsersDb db, AuditLog log, AuditExport export, TimeProvider time) : Contracts.Audit.AuditBase;
