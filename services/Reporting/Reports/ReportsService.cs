using Microsoft.AspNetCore.Authorization;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Reporting.Reports;

[Authorize(Policies.Staff)]
internal sealed partial class ReportsService(ReportingDb db, Subscriptions subscriptions) : Contracts.Reports.ReportsBase;
