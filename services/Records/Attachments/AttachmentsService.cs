using NodaTime;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Entries;

namespace PracticeAspire.Records.Attachments;

/// <summary>The files of records; see the contract.</summary>
internal sealed partial class AttachmentsService(
    RecordsDb db, PatientRecords records, Standings standings, Segments segments, OpenAttachments files, RoomForUploads room, IClock clock)
    : Contracts.Attachments.AttachmentsBase;
