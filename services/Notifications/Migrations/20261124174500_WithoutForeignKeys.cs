using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Notifications.Migrations
{
    /// <summary>
    /// News, its notices and its deliveries are written by one batch in one transaction and never deleted, so checking each of six rows
    /// against the one beside it found nothing and took a third of the work.
    /// </summary>
    [DbContext(typeof(NotificationsDb))]
    [Migration("20261124174500_WithoutForeignKeys")]
    public partial class WithoutForeignKeys : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey("fk_notice_news_event_id", "notice");
            migrationBuilder.DropForeignKey("fk_delivery_news_event_id", "delivery");
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddForeignKey("fk_notice_news_event_id", "notice", "event_id", "news", principalColumn: "event_id", onDelete: ReferentialAction.Cascade);
            migrationBuilder.AddForeignKey("fk_delivery_news_event_id", "delivery", "event_id", "news", principalColumn: "event_id", onDelete: ReferentialAction.Cascade);
        }
    }
}
