using NodaTime;

namespace PracticeAspire.Notifications.Deliveries;

internal sealed partial class DeliveriesService(NotificationsDb db, IClock clock) : Contracts.Deliveries.DeliveriesBase;
