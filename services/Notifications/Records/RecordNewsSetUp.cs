using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Notifications.Records;

/// <summary>What of records people are told.</summary>
internal static class RecordNewsSetUp
{
    public static void AddRecordNews(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<RecordDesk>();
        builder.Services.AddHostedService<TellReviewers>();
        builder.AddSubscription<NotificationsDb, AccessRequested, WhenAccessRequested>(AppNames.Records);
        builder.AddSubscription<NotificationsDb, AccessGranted, WhenAccessGranted>(AppNames.Records);
        builder.AddSubscription<NotificationsDb, AccessRefused, WhenAccessRefused>(AppNames.Records);
        builder.AddSubscription<NotificationsDb, GlassBroken, WhenGlassBroken>(AppNames.Records);
        builder.AddSubscription<NotificationsDb, ReviewOverdue, WhenReviewOverdue>(AppNames.Records);
        builder.AddSubscription<NotificationsDb, RecordErased, WhenRecordErased>(AppNames.Records);
    }
}
