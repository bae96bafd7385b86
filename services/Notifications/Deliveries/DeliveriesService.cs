using Microsoft.AspNetCore.Authorization;
using NodaTime;

namespace PracticeAspire.Notifications.Deliveries;

[Authorize]
internal sealed partial class DeliveriesService(NotificationsDb db, IClock clock) : Contracts.Deliveries.DeliveriesBase;
