using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Reporting.Reports;

internal sealed partial class ReportsService(ReportingDb db, Subscriptions subscriptions) : Contracts.Reports.ReportsBase;
