using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Testing;
using PracticeAspire.Access.Contracts;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>What the neighbours of one test know, and how they behave.</summary>
internal sealed class World
{
    public const string Zone = "America/New_York";

    /// <summary>Tuesday, 2026-03-03, 10:10 in New York; five days before the clocks go forward there.</summary>
    public FakeClock Clock { get; } = new(Instant.FromUtc(2026, 3, 3, 15, 10));

    public LocalDate Today { get; } = new(2026, 3, 3);

    public ConcurrentDictionary<string, Appointment> Appointments { get; } = new();

    public ConcurrentDictionary<string, byte[]> State { get; } = new();

    /// <summary>App ids that do not answer.</summary>
    public ConcurrentDictionary<string, bool> Down { get; } = new();

    /// <summary>How many calls of a method arrived, by its name.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>By practitioner and location.</summary>
    public ConcurrentDictionary<(string, string), WorkingHours> Hours { get; } = new();

    public AccessState Access { get; } = PracticeAspire.Tests.TestIdentity.RolesAsTheyCome();

    public ConcurrentDictionary<string, Colleague> Colleagues { get; } = new();

    public ConcurrentDictionary<string, long> RoleVersions { get; } = new();

    /// <summary>Records that were merged, and into which.</summary>
    public ConcurrentDictionary<string, string> Merged { get; } = new();

    /// <summary>Versions of people's records; 1 where nothing is said.</summary>
    public ConcurrentDictionary<string, long> Versions { get; } = new();

    /// <summary>What is known of patients besides their names.</summary>
    public ConcurrentDictionary<string, PatientDetails> Details { get; } = new();

    public ConcurrentDictionary<string, PatientContact> Contacts { get; } = new();

    /// <summary>Who looks like whom.</summary>
    public IEnumerable<(Person Of, Person Other)> Duplicates => [(Patients[1], Patients[3]), (Patients[1], Patients[0])];

    /// <summary>Who was invited to sign in, and with which address.</summary>
    public ConcurrentDictionary<string, string> Invited { get; } = new();

    /// <summary>By the link's id.</summary>
    public ConcurrentDictionary<string, LinkedIdentity> Links { get; } = new();

    /// <summary>Who has one.</summary>
    public HashSet<string> SecondFactors { get; } = [Id(2)];

    /// <summary>What everyone is told besides what there is of appointments.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Who acts for whom.</summary>
    public ConcurrentDictionary<string, Proxy> Proxies { get; } = new();

    public Proxy Appoint(string patient, string proxy, string relationship = "PRN", string endsOn = "", params IEnumerable<string> scopes)
    {
        var appointed = new Proxy
        {
            Id = Guid.CreateVersion7().ToString(),
            Version = 1,
            Patient = Everyone.Single(p => p.Id == patient),
            Proxy_ = Everyone.Single(p => p.Id == proxy),
            Relationship = relationship,
            Scopes = { scopes.DefaultIfEmpty("appointments") },
            EndsOn = endsOn,
        };
        return Proxies[appointed.Id] = appointed;
    }

    public bool RejectTokens { get; set; }

    /// <summary>The audit log waits to be sealed for longer than it should.</summary>
    public bool SealOverdue { get; set; }

    public Person SigningIn { get; set; }

    /// <summary>Whether they have a second factor to show to Keycloak.</summary>
    public bool HasSecondFactor { get; set; } = true;

    /// <summary>The time that web and the identity provider go by.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>When the person at the browser last proved who they are; now, when the provider is asked for it.</summary>
    public DateTimeOffset ProvenAt { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Whether services refuse for want of fresh proof.</summary>
    public bool WantsFreshProof { get; set; }

    /// <summary>Why nobody goes with a sign-in with Keycloak; nothing where the directory knows whose it is.</summary>
    public string NobodyBecause { get; set; } = "";

    /// <summary>What the identity provider was asked for, sign-in by sign-in.</summary>
    public ConcurrentQueue<Microsoft.AspNetCore.Http.IQueryCollection> AskedOfProvider { get; } = new();

    public Location[] Locations { get; } =
    [
        new()
        {
            Id = Id(101), Name = "Riverside Clinic", Zone = Zone, Rooms = { new Room { Id = Id(111), Name = "Room 1" } },
            OpeningHours = { new WeeklyHours { Weekday = 2, From = "08:15", To = "12:00" }, new WeeklyHours { Weekday = 2, From = "13:00", To = "18:45" } },
        },
        new() { Id = Id(102), Name = "Westside Street", Zone = Zone },
    ];

    public VisitType[] VisitTypes { get; } =
    [
        new() { Id = Id(201), Name = "Consultation", DurationMinutes = 30, GridMinutes = 15, LateCancellationHours = 24 },
        new() { Id = Id(202), Name = "Annual physical examination", DurationMinutes = 45, GridMinutes = 15, NeedsRoom = true },
    ];

    public Person[] Doctors { get; } =
    [
        Doctor(1, "Dr. Ana Ruiz", "Family medicine"),
        Doctor(2, "Dr. Maximiliana Wolfeschlegelsteinhausen-Featherstonehaugh", "Paediatrics"),
        Doctor(3, "Dr. Kwame Mensah", "Internal medicine"),
        Doctor(4, "Dr. Li Wei", "Family medicine"),
        Doctor(5, "Dr. Ingrid Sørensen", "Dermatology"),
    ];

    public Person[] Patients { get; } =
        [.. new[] { "Chet Hoeger", "Marisol Ávila de la Fuente y Montenegro", "Jo Smith", "Priya Raghunathan", "Tomasz Wiśniewski", "Ada Byron", "Noah Kim", "Ruth O'Connor" }
            .Select((name, i) => new Person { Id = Id(300 + i), DisplayName = name, BirthDate = $"19{60 + i}-04-{10 + i}", Roles = { "patient" }, AdministrativeGender = "unknown", Phone = $"+1 555 013{i}" })];

    public Person Receptionist { get; } = new() { Id = Id(401), DisplayName = "Rae Desk", Roles = { "receptionist" } };

    public Person Administrator { get; } = new() { Id = Id(402), DisplayName = "Max Admin", Roles = { "administrator" } };

    public RecordsWorld Records { get; }

    public World()
    {
        Records = new(this);
        SigningIn = Receptionist;
        foreach (var (one, i) in Doctors.Append(Receptionist).Append(Administrator).Select((one, i) => (one, i)))
        {
            Colleagues[one.Id] = new()
            {
                Id = one.Id,
                Version = 1,
                DisplayName = one.DisplayName,
                GivenNames = one.DisplayName.Split(' ')[^2],
                FamilyName = one.DisplayName.Split(' ')[^1],
                Prefix = one.Roles.Contains("doctor") ? "Dr." : "",
                Roles = { one.Roles },
                Specialities = { one.Specialities },
                Active = i != 3,
                CanSignIn = i != 2,
            };
        }

        Details[Patients[1].Id] = LongestDetails(Patients[1]);
        foreach (var contact in LongestContacts(Patients[1]))
            Contacts[contact.Id] = contact;

        foreach (var doctor in Doctors.SkipLast(1))
        {
            Hours[(doctor.Id, Locations[0].Id)] = new()
            {
                PractitionerId = doctor.Id,
                LocationId = Locations[0].Id,
                Hours = { new WeeklyHours { Weekday = 1, From = "09:00", To = "12:30" } },
            };
        }
    }

    public long VersionOf(string person) => Versions.GetValueOrDefault(person, 1);

    public IEnumerable<Person> Everyone => [.. Doctors, .. Patients, Receptionist, Administrator];

    public static string Id(int n) => $"0195a000-0000-7000-8000-{n:000000000000}";

    public static Timestamp At(LocalDate day, int hour, int minute = 0) =>
        Timestamp.FromDateTimeOffset((day + new LocalTime(hour, minute)).InZoneLeniently(DateTimeZoneProviders.Tzdb[Zone]).ToDateTimeOffset());

    public Appointment Book(int n, Person doctor, Person patient, Timestamp start, AppointmentStatus status = AppointmentStatus.Booked, int type = 0)
    {
        var visit = VisitTypes[type];
        return Appointments[Id(n)] = new()
        {
            Id = Id(n),
            Version = 1,
            Status = status,
            PatientId = patient.Id,
            PractitionerId = doctor.Id,
            LocationId = Locations[0].Id,
            LocationName = Locations[0].Name,
            Zone = Zone,
            VisitTypeId = visit.Id,
            VisitTypeName = visit.Name,
            RoomName = visit.NeedsRoom ? "Room 1" : "",
            Start = start,
            End = start + Duration.FromTimeSpan(TimeSpan.FromMinutes(visit.DurationMinutes)),
        };
    }

    /// <summary>A day as a busy practice has it.</summary>
    public World Busy()
    {
        var n = 1000;
        for (var d = 0; d < Doctors.Length - 1; d++)
        {
            for (var slot = 0; slot < 12; slot++)
            {
                if ((slot * 7 + d * 3) % 4 == 3)
                    continue;
                var status = (slot, d) switch { (1, 0) => AppointmentStatus.NoShow, (6, 2) => AppointmentStatus.Held, _ => AppointmentStatus.Booked };
                Book(n++, Doctors[d], Patients[(slot + d * 2) % Patients.Length], At(Today, 9 + slot * 2 / 3, slot * 40 % 60), status, slot % 3 == 2 ? 1 : 0);
            }
        }

        var link = new LinkedIdentity { Id = Id(801), PersonId = Id(2), Issuer = "https://sign-in.hospital.example/realms/of-years-ago", Subject = "f:3b7a5a0e-7a52-4a52-9d8c-2f9e2f0b4e11:maximiliana.w", LinkedAt = At(Today, 9) };
        Links[link.Id] = link;
        Links[Id(802)] = new(link) { Id = Id(802), Subject = "4711", LinkedBy = Administrator.Id, EndedAt = At(Today, 10) };
        return this;
    }

    private static PatientDetails LongestDetails(Person patient) => new()
    {
        Id = patient.Id,
        Version = 1,
        DisplayName = patient.DisplayName,
        GivenNames = "Marisol Aurelia",
        FamilyName = "Ávila de la Fuente y Montenegro",
        PreferredName = "Marisol-la-de-los-pájaros",
        BirthDate = patient.BirthDate,
        AdministrativeGender = "female",
        Phones = { new PhoneNumber { Number = "+1 555 0131", Use = "mobile" }, new PhoneNumber { Number = "+1 555 0199 x 4711", Use = "work" } },
        Email = "marisol.avila.de.la.fuente.y.montenegro@mail.example.org",
        Language = "es-MX",
        Address = new() { Lines = { "12345 Boulevard of the Unusually Long Street Names", "Rear building, flat 27" }, City = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", State = "Massachusetts", PostalCode = "01887", Country = "US" },
        MaritalStatus = "W",
    };

    private static IEnumerable<PatientContact> LongestContacts(Person patient) =>
    [
        new()
        {
            Id = Id(701), Version = 1, PatientId = patient.Id, DisplayName = "Maximiliana Wolfeschlegelsteinhausen-Featherstonehaugh", GivenNames = "Maximiliana", FamilyName = "Wolfeschlegelsteinhausen-Featherstonehaugh",
            Relationships = { "C", "N", "MTH", "Feeds the cat while she is away" }, Phones = { new PhoneNumber { Number = "+1 555 0177", Use = "mobile" } }, Email = "maximiliana@example.org",
            Address = new() { Lines = { "1 Side Street" }, City = "Wilmington" }, Current = true,
        },
        new() { Id = Id(702), Version = 3, PatientId = patient.Id, DisplayName = "Bo Li", GivenNames = "Bo", FamilyName = "Li", Relationships = { "GUARD" }, From = "2009-01-01", Until = "2019-12-31" },
    ];

    private static Person Doctor(int n, string name, string speciality) => new() { Id = Id(n), DisplayName = name, Roles = { "doctor" }, Specialities = { speciality } };

    private static class Duration
    {
        public static Google.Protobuf.WellKnownTypes.Duration FromTimeSpan(TimeSpan span) => Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(span);
    }
}
