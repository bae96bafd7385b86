using NodaTime;
using PracticeAspire.Appointments.People;
using PracticeAspire.Appointments.Schedules;

namespace PracticeAspire.Appointments.Slots;

/// <summary>Free times; see the contract for who may ask and what is refused.</summary>
internal sealed partial class SlotsService(AppointmentsDb db, ScheduleBooks books, BusyTimes busyTimes, SpeaksFor speaksFor, IClock clock) : Contracts.Slots.SlotsBase;
