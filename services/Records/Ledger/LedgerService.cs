using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;

namespace PracticeAspire.Records.Ledger;

/// <summary>Who opened a record, for its owner; see the contract.</summary>
internal sealed partial class LedgerService(RecordsDb db, Standings standings, AuditLog log, AuditProof proof) : Contracts.Ledger.LedgerBase;
