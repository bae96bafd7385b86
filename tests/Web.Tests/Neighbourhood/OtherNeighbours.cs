using Grpc.Core;
using Grpc.Core.Interceptors;
using PracticeAspire.Access.Contracts;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Reporting.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>What stands between web and a service: counts, and refuses for services that are down or tokens that are not believed.</summary>
internal sealed class Road(World world) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, context);
    }

    private void Check(ServerCallContext context)
    {
        world.Calls.AddOrUpdate(context.Method[(context.Method.LastIndexOf('/') + 1)..], 1, (_, n) => n + 1);
        var app = context.RequestHeaders.GetValue("dapr-app-id");
        if (app is null)
            return;
        if (world.Down.ContainsKey(app))
            throw new RpcException(new Status(StatusCode.Unavailable, "connection refused"));
        if (world.RejectTokens || context.RequestHeaders.GetValue("authorization")?.StartsWith("Bearer ", StringComparison.Ordinal) != true)
            throw new RpcException(new Status(StatusCode.Unauthenticated, "token refused"));
    }
}

/// <summary>What every role may, as the product comes unless a test decides otherwise.</summary>
internal sealed class AccessNeighbour(World world) : AccessFeed.AccessFeedBase
{
    public override async Task Watch(WatchAccessRequest request, IServerStreamWriter<AccessState> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(world.Access, context.CancellationToken);
        await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

internal sealed class SignInsNeighbour(World world) : SignIns.SignInsBase
{
    public override Task<SignInPerson> WhoAmI(WhoAmIRequest request, ServerCallContext context) => world.NobodyBecause.Length > 0
        ? throw new Refusal(RefusalKind.Rule, "Nobody goes with this sign-in.", Code: world.NobodyBecause).ToRpcException()
        : Task.FromResult(new SignInPerson
        {
            PersonId = world.SigningIn.Id,
            DisplayName = world.SigningIn.DisplayName,
            LinkId = World.Id(990),
            AsOf = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(world.Clock.GetCurrentInstant().ToDateTimeOffset()),
        });
}

internal sealed class RolesNeighbour(World world) : PracticeRoles.PracticeRolesBase
{
    public override Task<ListRolesReply> ListRoles(ListRolesRequest request, ServerCallContext context) => Task.FromResult(new ListRolesReply
    {
        Roles =
        {
            world.Access.Roles.Select(r => new PracticeRole
            {
                Role = r.Role,
                Version = world.RoleVersions.GetValueOrDefault(r.Role),
                Permissions = { r.Permissions },
                MfaRequired = r.MfaRequired,
            }),
        },
        Permissions =
        {
            Permissions.All.Select(p => new KnownPermission
            {
                Name = p.Name,
                Sentence = p.Sentence,
                ForPatients = p.ForPatients,
                KeptBy = { Roles.Staff.Where(r => Permissions.KeptBy(r).Contains(p.Name)) },
            }),
        },
    });

    public override Task<PracticeRole> SaveRole(PracticeRole request, ServerCallContext context)
    {
        if (world.RoleVersions.GetValueOrDefault(request.Role) != request.Version)
            throw new Refusal(RefusalKind.Stale, "This was changed meanwhile. Look at it as it is now, then decide again.", CurrentVersion: 9).ToRpcException();

        world.RoleVersions[request.Role] = ++request.Version;
        var role = world.Access.Roles.Single(r => r.Role == request.Role);
        role.Permissions.Clear();
        role.Permissions.AddRange(request.Permissions);
        role.MfaRequired = request.MfaRequired;
        return Task.FromResult(request);
    }
}

internal sealed class ColleaguesNeighbour(World world) : Colleagues.ColleaguesBase
{
    public override Task<ListColleaguesReply> ListColleagues(ListColleaguesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListColleaguesReply { Colleagues = { world.Colleagues.Values.OrderBy(c => c.FamilyName, StringComparer.Ordinal) } });

    public override Task<Colleague> SaveColleague(Colleague request, ServerCallContext context)
    {
        if (world.WantsFreshProof)
            throw FreshProof.Missing.ToRpcException();
        if (request.Npi == "1234567890")
            throw new Refusal(RefusalKind.Rule, "That is not an NPI: a digit is missing or mistyped. Check all ten digits.", Code: "npi-wrong").ToRpcException();
        request.Version++;
        return Task.FromResult(world.Colleagues[request.Id] = request);
    }

    public override Task<Colleague> Deactivate(ChangeStandingRequest request, ServerCallContext context) => Stand(request, active: false);

    public override Task<Colleague> Reactivate(ChangeStandingRequest request, ServerCallContext context) => Stand(request, active: true);

    private Task<Colleague> Stand(ChangeStandingRequest request, bool active)
    {
        var colleague = world.Colleagues[request.PersonId];
        (colleague.Active, colleague.Version) = (active, colleague.Version + 1);
        return Task.FromResult(colleague);
    }
}

internal sealed class AccountsNeighbour(World world) : Accounts.AccountsBase
{
    public override Task<InviteReply> Invite(InviteRequest request, ServerCallContext context)
    {
        if (request.Email.Length > 0 && !request.Email.Contains('@', StringComparison.Ordinal))
            throw new Refusal(RefusalKind.Rule, "That is not an e-mail address. It looks like name@example.org.", Code: "email-unreadable").ToRpcException();
        world.Invited[request.PersonId] = request.Email;
        return Task.FromResult(new InviteReply { Email = request.Email });
    }

    public override Task<SignInReply> GetSignIn(GetSignInRequest request, ServerCallContext context) => Task.FromResult(
        world.SecondFactors.Contains(request.PersonId) ? new SignInReply { CanSignIn = true, AuthenticatorApp = true, Passkeys = 2, RecoveryCodes = 9 } : new SignInReply { CanSignIn = true });

    public override Task<RemoveSecondFactorReply> RemoveSecondFactor(RemoveSecondFactorRequest request, ServerCallContext context)
    {
        if (world.WantsFreshProof)
            throw FreshProof.Missing.ToRpcException();
        world.SecondFactors.Remove(request.PersonId);
        return Task.FromResult(new RemoveSecondFactorReply());
    }
}

internal sealed class LinkedIdentitiesNeighbour(World world) : LinkedIdentities.LinkedIdentitiesBase
{
    public override Task<ListIdentitiesReply> ListIdentities(ListIdentitiesRequest request, ServerCallContext context) => Task.FromResult(
        new ListIdentitiesReply { Identities = { world.Links.Values.Where(l => l.PersonId == request.PersonId) } });

    public override Task<LinkedIdentity> LinkIdentity(LinkIdentityRequest request, ServerCallContext context)
    {
        if (world.Links.Values.Any(l => l.Subject == request.Subject && l.EndedAt is null))
            throw new Refusal(RefusalKind.Rule, "This sign-in is another person's already.", Code: "identity-taken").ToRpcException();
        var link = new LinkedIdentity
        {
            Id = Guid.CreateVersion7().ToString(),
            PersonId = request.PersonId,
            Issuer = "https://elsewhere",
            Subject = request.Subject,
            LinkedAt = World.At(world.Today, 9),
            LinkedBy = world.Administrator.Id,
        };
        return Task.FromResult(world.Links[link.Id] = link);
    }

    public override Task<LinkedIdentity> EndIdentity(EndIdentityRequest request, ServerCallContext context)
    {
        world.Links[request.Id].EndedAt = World.At(world.Today, 10);
        return Task.FromResult(world.Links[request.Id]);
    }
}

internal sealed class ProxiesNeighbour(World world) : Proxies.ProxiesBase
{
    public override Task<Proxy> AppointProxy(AppointProxyRequest request, ServerCallContext context)
    {
        if (request.EndsOn.StartsWith("2001", StringComparison.Ordinal))
            throw new Refusal(RefusalKind.Rule, "The last day 2001-01-01 is over. Choose a later one, or none.", Code: "end-in-the-past").ToRpcException();
        if (request.Scopes.Count == 0)
            throw new Refusal(RefusalKind.Malformed, "Say what for: appointments, records.", Field: "scopes").ToRpcException();
        return Task.FromResult(world.Appoint(request.PatientId, request.ProxyId, request.Relationship, request.EndsOn, request.Scopes));
    }

    public override Task<Proxy> EndProxy(EndProxyRequest request, ServerCallContext context) =>
        world.Proxies.TryRemove(request.Id, out var ended) ? Task.FromResult(ended) : throw new RpcException(new Status(StatusCode.NotFound, ""));

    public override Task<ListProxiesReply> ListProxies(ListProxiesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListProxiesReply { Proxies = { world.Proxies.Values.Where(p => p.Patient.Id == request.PatientId) } });

    public override Task<ListProxiesReply> ListRepresented(ListRepresentedRequest request, ServerCallContext context)
    {
        var caller = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(context.RequestHeaders.GetValue("authorization")!["Bearer ".Length..]).Subject;
        return Task.FromResult(new ListProxiesReply { Proxies = { world.Proxies.Values.Where(p => p.Proxy_.Id == caller) } });
    }
}

internal sealed class PeopleNeighbour(World world) : People.PeopleBase
{
    public override Task<GetPeopleReply> GetPeople(GetPeopleRequest request, ServerCallContext context) => Task.FromResult(new GetPeopleReply
    {
        People =
        {
            world.Everyone.Where(p => request.Ids.Contains(p.Id)).Select(p =>
            {
                var person = p.Clone();
                person.MergedInto = world.Merged.GetValueOrDefault(p.Id, "");
                return person;
            }),
        },
    });

    public override Task<FindPatientsReply> FindPatients(FindPatientsRequest request, ServerCallContext context) => Task.FromResult(new FindPatientsReply
    {
        Patients = { world.Patients.Where(p => p.BirthDate == request.Text || p.DisplayName.Contains(request.Text, StringComparison.OrdinalIgnoreCase)) },
        CutOff = request.Text == "o",
    });

    public override Task<ListPractitionersReply> ListPractitioners(ListPractitionersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListPractitionersReply { Practitioners = { world.Doctors } });

    public override Task<ListStaffReply> ListStaff(ListStaffRequest request, ServerCallContext context) =>
        Task.FromResult(new ListStaffReply { Staff = { world.Doctors.Append(world.Receptionist).Append(world.Administrator) } });

    public override Task<ListPlacesOfWorkReply> ListPlacesOfWork(ListPlacesOfWorkRequest request, ServerCallContext context) => Task.FromResult(new ListPlacesOfWorkReply
    {
        Places =
        {
            request.PersonId != World.Id(2) ? [] :
            new[]
            {
                new PlaceOfWork
                {
                    Organization = "LAHEY HOSPITAL & MEDICAL CENTER OF GREATER BURLINGTON AND SURROUNDINGS", Sites = { "Ward 3, 41 & 45 MALL ROAD, BURLINGTON, MA 01803, US", "Outpatients" },
                    Functions = { "General practice physician" }, Specialities = { "Paediatrics" }, Email = "maximiliana@lahey.example", From = "2019-05-01", Current = true,
                },
                new PlaceOfWork { Organization = "Westside Practice", Until = "2019-04-30" },
            },
        },
    });

    public override Task<ListPeopleReply> ListPeople(ListPeopleRequest request, ServerCallContext context) => Task.FromResult(new ListPeopleReply
    {
        People = { world.Everyone.Where(p => p.Roles.Contains(request.Role)).Select(p => new ListedPerson { Person = p.Clone(), Phone = p.Phone, Active = true }) },
    });

    public override Task<RegisterPatientReply> RegisterPatient(RegisterPatientRequest request, ServerCallContext context) =>
        request.BirthDate.StartsWith("2999", StringComparison.Ordinal)
            ? throw new Refusal(RefusalKind.Rule, "The birth date lies in the future.", "birth-date-in-the-future").ToRpcException()
            : Task.FromResult(new RegisterPatientReply { Patient = world.Patients[0] });

    public override Task<CheckPatientReply> CheckPatient(RegisterPatientRequest request, ServerCallContext context)
    {
        var reply = new CheckPatientReply();
        if (request.FamilyName.Length == 0)
            reply.Problems.Add(new FieldProblem { Field = "family_name", Sentence = "Enter a name." });
        if (request.BirthDate.StartsWith("2999", StringComparison.Ordinal))
            reply.Problems.Add(new FieldProblem { Field = "birth_date", Sentence = "The birth date lies in the future." });
        if (request.Email is "nora at example")
            reply.Problems.Add(new FieldProblem { Field = "email", Sentence = "That is not an e-mail address." });
        return Task.FromResult(reply);
    }

    public override Task<FindDuplicatesReply> FindDuplicates(FindDuplicatesRequest request, ServerCallContext context) => Task.FromResult(new FindDuplicatesReply
    {
        Duplicates =
        {
            world.Duplicates.Where(d => request.PersonId == d.Of.Id || (request.PersonId.Length == 0 && request.FamilyName == "Hoeger"))
                .Select(d => new Duplicate { Person = d.Other, Reasons = { "Similar name", "Same birth date" } }),
        },
    });

    public override Task<MergePreview> PreviewMerge(PreviewMergeRequest request, ServerCallContext context)
    {
        var (stays, goes) = (world.Everyone.Single(p => p.Id == request.SurvivorId), world.Everyone.Single(p => p.Id == request.MergedId));
        return Task.FromResult(new MergePreview
        {
            Survivor = new() { Person = stays, Version = world.VersionOf(stays.Id), CanSignIn = true },
            Merged = new() { Person = goes, Version = world.VersionOf(goes.Id) },
            Fields =
            {
                Field("given_names", "Marisol Aurelia", "Marisol", "Marisol Aurelia"), Field("family_name", "Ávila de la Fuente y Montenegro", "Avila", "Ávila de la Fuente y Montenegro"),
                Field("birth_date", stays.BirthDate, goes.BirthDate, stays.BirthDate), Field("phone", "+1 555 0134", "+1 555 0199", "+1 555 0134"),
                Field("email", "", "marisol.avila.de.la.fuente.y.montenegro@mail.example.org", "marisol.avila.de.la.fuente.y.montenegro@mail.example.org"),
                Field("language", "en", "en", "en"),
            },
            Objection = goes.Roles.Contains("doctor") ? "Only the records of patients can be merged." : "",
            OtherWayRound = true,
        });

        static MergedField Field(string name, string survivor, string merged, string result) =>
            new() { Name = name, Survivor = survivor, Merged = merged, Result = result, Differs = survivor != merged };
    }

    public override Task<MergePatientsReply> MergePatients(MergePatientsRequest request, ServerCallContext context)
    {
        if (request.MergedVersion != world.VersionOf(request.MergedId))
            throw new Refusal(RefusalKind.Stale, "This was changed meanwhile.", CurrentVersion: world.VersionOf(request.MergedId)).ToRpcException();
        world.Versions[request.MergedId] = request.MergedVersion + 1;
        world.Merged[request.MergedId] = request.SurvivorId;
        return Task.FromResult(new MergePatientsReply());
    }

    public override Task<UndoMergeReply> UndoMerge(UndoMergeRequest request, ServerCallContext context) =>
        request.MergedVersion == world.VersionOf(request.MergedId) && world.Merged.TryRemove(request.MergedId, out _)
            ? Task.FromResult(new UndoMergeReply())
            : throw new Refusal(RefusalKind.Rule, "This record stands by itself: the merge was undone already.", "not-merged").ToRpcException();

    public override Task<ListMergedReply> ListMerged(ListMergedRequest request, ServerCallContext context) => Task.FromResult(new ListMergedReply
    {
        Merged =
        {
            world.Merged.Where(m => m.Value == request.SurvivorId).Select(m => new MergedRecord
            {
                Person = world.Everyone.Single(p => p.Id == m.Key), Version = world.VersionOf(m.Key), At = World.At(world.Today, 9),
            }),
        },
    });
}

internal sealed class ImportNeighbour : FhirImport.FhirImportBase
{
    public override async Task ImportBundle(IAsyncStreamReader<ImportChunk> requestStream, IServerStreamWriter<ImportProgress> responseStream, ServerCallContext context)
    {
        var name = "";
        await foreach (var chunk in requestStream.ReadAllAsync())
            name = chunk.FileName.Length > 0 ? chunk.FileName : name;
        if (name.Contains("broken", StringComparison.Ordinal))
            throw new Refusal(RefusalKind.Rule, "The file is not a FHIR bundle: it ends in the middle, at byte 2.", "bundle-unreadable").ToRpcException();
        await responseStream.WriteAsync(new() { EntriesDone = 2, EntriesTotal = 2, Kind = "RelatedPerson" });
        await responseStream.WriteAsync(new()
        {
            EntriesDone = 2,
            EntriesTotal = 2,
            Report = new()
            {
                FileName = name,
                Created = 1,
                OtherKinds = 7,
                Refused = { new RefusedEntry { Entry = "entry[1] Patient/x", Reason = "It has no family name." } },
                Kinds = { new KindReport { Kind = "Patient", Refused = 1 }, new KindReport { Kind = "RelatedPerson", Created = 1 } },
            },
        });
    }
}

internal sealed class NoticesNeighbour(World world) : Notices.NoticesBase
{
    public override Task<ListNoticesReply> ListNotices(ListNoticesRequest request, ServerCallContext context) => Task.FromResult(new ListNoticesReply
    {
        Unread = 2,
        Notices =
        {
            world.Notices,
            world.Appointments.Values.OrderBy(a => a.Id).Take(5).Select((a, i) => new Notice
            {
                Id = World.Id(900 + i), Kind = i == 1 ? "appointment-cancelled" : i == 2 ? "appointment-rescheduled" : "appointment-booked", AppointmentId = a.Id,
                At = a.Start, Read = i > 1, Start = a.Start, PreviousStart = i == 2 ? a.End : null, Zone = a.Zone, VisitType = a.VisitTypeName, PatientId = a.PatientId, PractitionerId = a.PractitionerId,
            }),
        },
    });

    public override async Task WatchUnread(WatchUnreadRequest request, IServerStreamWriter<UnreadCount> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Unread = 2 });
        await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}

internal sealed class DeliveriesNeighbour(World world) : Deliveries.DeliveriesBase
{
    public override Task<ListDeliveriesReply> ListDeliveries(ListDeliveriesRequest request, ServerCallContext context)
    {
        var a = world.Appointments[request.AppointmentId];
        return Task.FromResult(new ListDeliveriesReply
        {
            Deliveries =
            {
                new Delivery { Kind = "appointment-booked", PersonId = a.PatientId, Channel = "email", Status = "sent", Attempts = 1, CreatedAt = a.Start, SentAt = a.Start },
                new Delivery { Kind = "appointment-booked", PersonId = a.PractitionerId, Channel = "in-app", Status = "sent", Attempts = 1, CreatedAt = a.Start, SentAt = a.Start },
                new Delivery { Kind = "appointment-booked", PersonId = a.PractitionerId, Channel = "email", Status = "no-address", CreatedAt = a.Start },
            },
        });
    }
}

internal sealed class ReportsNeighbour(World world) : Reports.ReportsBase
{
    public override Task<DaySheet> GetDaySheet(GetDaySheetRequest request, ServerCallContext context) => Task.FromResult(new DaySheet
    {
        Booked = world.Appointments.Values.Count(a => a.Status == AppointmentStatus.Booked),
        NoShows = 1,
        Lines =
        {
            world.Appointments.Values.OrderBy(a => a.Start).Select(a => new DaySheetLine
            {
                AppointmentId = a.Id, Status = a.Status == AppointmentStatus.NoShow ? "no-show" : "booked", PatientId = a.PatientId, PractitionerId = a.PractitionerId,
                LocationId = a.LocationId, VisitType = a.VisitTypeName, Start = a.Start.In(a.Zone).ToString("uuuu-MM-dd'T'HH:mm", null), End = a.End.In(a.Zone).ToString("uuuu-MM-dd'T'HH:mm", null),
            }),
        },
    });

    public override Task<Utilisation> GetUtilisation(GetUtilisationRequest request, ServerCallContext context) => Task.FromResult(new Utilisation
    {
        Days =
        {
            Enumerable.Range(0, 14).Where(d => d % 7 < 5).SelectMany(d => world.Doctors.Select((doctor, i) => new UtilisationDay
            {
                Day = world.Today.PlusDays(d - 15).Iso(), PractitionerId = doctor.Id, WorkingMinutes = 420, BookedMinutes = 180 + (d * 53 + i * 77) % 240,
                Appointments = 6 + (d + i) % 5, Cancelled = d % 3 == 0 ? 1 : 0, NoShows = i == 2 ? 1 : 0,
            })),
        },
    });

    public override async Task Rebuild(RebuildRequest request, IServerStreamWriter<RebuildProgress> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { EventsDone = 500, EventsTotal = 1234 });
        await responseStream.WriteAsync(new() { EventsDone = 1234, EventsTotal = 1234 });
    }
}
