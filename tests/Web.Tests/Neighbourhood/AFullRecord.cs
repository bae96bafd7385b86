using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>A record of ten years, with everything that can be in one and names as long as they come.</summary>
internal static class AFullRecord
{
    public const int Note = 5001;
    public const int SignedNote = 5002;
    public const int Mistake = 5003;
    public const int Allergy = 5010;
    public const int Problem = 5020;
    public const int Vitals = 5100;
    public const int Lipids = 5200;
    public const int Letter = 5070;
    public const int Picture = 5071;

    // 48 by 32 points, red over blue.
    private static readonly byte[] APicture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAAN0lEQVR42u3OQQ0AMAgEMKSdFCROwqThgvBoUgGtn5xSQkJCQkJCQkLLofQ7RUhISEhISEho2QDKm7BqShHQjQAAAABJRU5ErkJggg==");

    public static World WithRecord(this World world)
    {
        var (records, patient, doctor, other) = (world.Records, world.Patients[1].Id, world.Doctors[0].Id, world.Doctors[1].Id);
        foreach (var one in world.Doctors.Take(2))
            records.Bases[(one.Id, patient)] = "treating";

        var today = world.Today;
        records.Write(Note, patient, World.At(today, 9, 20), SoapNote("Cough for three weeks, worse at night. No fever.\nTakes lisinopril since January.", Sensitivity.Normal), doctor);
        var amended = records.Write(SignedNote, patient, World.At(today.PlusDays(-40), 14, 5), SoapNote("Blood pressure at home 150 to 160. Feels well.", Sensitivity.Restricted), other, signed: true);
        (amended.Version, amended.AmendedBecause) = (2, "The dose was written down wrongly.");
        records.Before[amended.Id] = [new(amended) { Version = 1, AmendedBecause = "" }];
        records.Write(Mistake, patient, World.At(today, 8, 55), SoapNote("Meant for another patient.", Sensitivity.Normal), doctor).RetractedBecause = "It is about somebody else.";

        var penicillin = new Allergy { What = Named("Penicillin G, benzathine and every other beta-lactam antibiotic", "http://snomed.info/sct", "91936005"), ClinicalStatus = "active", Criticality = "high", Reactions = { "anaphylaxis", "hives" }, Categories = { "medication" } };
        records.Write(Allergy, patient, World.At(today.PlusDays(-900), 10), new() { Allergy = penicillin }, doctor);
        records.Write(Allergy + 1, patient, World.At(today.PlusDays(-901), 10), new() { Allergy = new() { What = new() { Text = "Birch pollen" }, ClinicalStatus = "active", Criticality = "low" } }, "");
        records.Write(Problem, patient, World.At(today.PlusDays(-800), 10), new() { Problem = new() { What = Named("Essential hypertension", "http://hl7.org/fhir/sid/icd-10-cm", "I10"), ClinicalStatus = "active", Onset = "2019-05" } }, doctor);
        records.Write(Problem + 1, patient, World.At(today.PlusDays(-801), 10), new() { Problem = new() { What = new() { Text = "Type 2 diabetes mellitus without complications, diet-controlled since the pregnancy of 1994" }, ClinicalStatus = "active" }, Sensitivity = Sensitivity.Restricted }, doctor);
        records.Write(5030, patient, World.At(today.PlusDays(-50), 10), new() { Medication = new() { What = new() { Text = "Lisinopril 10 MG Oral Tablet" }, Status = "active", Dosage = "1 tablet in the morning" } }, doctor);
        records.Write(5040, patient, World.At(today.PlusDays(-120), 11), new() { Immunization = new() { What = new() { Text = "Influenza, seasonal, injectable" }, Status = "completed", Lot = "AJ1234" } }, doctor);
        records.Write(5050, patient, World.At(today.PlusDays(-1500), 11), new() { Procedure = new() { What = new() { Text = "Colonoscopy" }, Status = "completed", Reason = "Screening" } }, "");
        records.Write(5060, patient, World.At(today.PlusDays(-701), 11), new() { Visit = new() { What = new() { Text = "Encounter for check up" }, Status = "finished", Setting = "AMB" } }, "");
        records.Write(Letter, patient, World.At(today.PlusDays(-702), 11), new() { Document = new() { FileName = "letter-of-the-hospital-about-the-operation-of-the-knee-2024-02-11-final-version.pdf", MediaType = "application/pdf", Size = 345_000 } }, doctor);
        var picture = new Document { FileName = "IMG_20260302_181455_the-rash-on-the-left-forearm-in-daylight-and-without-flash.png", Description = "Rash on the left forearm", MediaType = "image/png", Size = APicture.Length };
        records.Write(Picture, patient, World.At(today.PlusDays(-1), 18, 14), new() { Document = picture, Sensitivity = Sensitivity.Restricted }, doctor);
        records.Files[World.Id(Picture)] = APicture;
        for (var i = 0; i < 48; i++)
            records.Write(Vitals + i, patient, World.At(today.PlusDays(-3 - i * 20), 9, 10), new() { Vitals = Measured(i) }, doctor);
        records.Write(Lipids, patient, World.At(today.PlusDays(-7), 7, 45), new() { Result = Panel() }, "");

        records.Ask(6001, world.Receptionist.Id, patient, "asked", restricted: true);
        records.Ask(6002, world.Doctors[3].Id, patient, "approved", World.At(today.PlusDays(20), 0));
        records.Ask(6003, world.Doctors[4].Id, patient, "denied");
        records.KeptOut[(patient, world.Doctors[2].Id)] = new() { PatientId = patient, PersonId = world.Doctors[2].Id, Since = World.At(today.PlusDays(-100), 12) };
        records.Break(6101, other, patient, 9);
        records.Break(6102, world.Doctors[2].Id, patient, 60, justified: false);
        records.Break(6103, doctor, world.Patients[2].Id, 1);
        records.Withheld = 2;
        AFullLedger(world, patient);
        return world;
    }

    private static void AFullLedger(World world, string patient)
    {
        var (n, today) = (1000L, world.Today);
        Add(0, 10, 5, world.Doctors[0].Id, "record.read", "treating", ("what", "vitals"));
        Add(0, 10, 4, world.Doctors[0].Id, "record.read", "treating", ("what", "chart"));
        Add(0, 9, 40, world.Doctors[0].Id, "record.written", "treating", ("what", "note"), ("entry", World.Id(Note)));
        Add(0, 8, 2, patient, "record.read", "own", ("what", "chart"));
        Add(1, 17, 30, World.Id(998), "call.refused", "", "refused", ("call", "practice.records.v1.Charts/GetChart"));
        Add(2, 16, 20, world.Receptionist.Id, "access.requested", "none", ("request", World.Id(6001)));
        Add(9, 9, 20, world.Doctors[1].Id, "record.read", "break-glass", ("what", $"entry {World.Id(Allergy)}"));
        Add(9, 9, 12, world.Doctors[1].Id, "glass.broken", "none", ("code", "unconscious"));
        Add(30, 9, 12, patient, "access.approved", "own", ("requester", world.Doctors[3].Id));
        Add(30, 9, 10, patient, "access.kept-out", "own", ("person", world.Doctors[2].Id));

        void Add(int daysAgo, int hour, int minute, string actor, string action, string basis, params object[] facts)
        {
            var access = new RecordedAccess { At = World.At(today.PlusDays(-daysAgo), hour, minute), ActorId = actor, Action = action, Basis = basis, Outcome = facts.OfType<string>().FirstOrDefault() ?? "succeeded", Sequence = n-- };
            foreach (var (key, value) in facts.OfType<(string, string)>())
                access.Details[key] = value;
            world.Records.Accesses.Add(access);
        }
    }

    public static Content SoapNote(string subjective, Sensitivity sensitivity) => new()
    {
        Note = new()
        {
            Template = "soap",
            Title = "Visit note (SOAP)",
            Sections =
            {
                new Section { Title = "Subjective", Text = subjective }, new Section { Title = "Objective", Text = "Chest clear. Throat red." },
                new Section { Title = "Assessment", Text = "Probably the ACE inhibitor." }, new Section { Title = "Plan", Text = "Stop it, start losartan. Back in two weeks." },
            },
        },
        Sensitivity = sensitivity,
    };

    private static Vitals Measured(int i) => new()
    {
        Measurements =
        {
            One(MeasurementWords.Systolic, "Systolic blood pressure", $"{128 + i * 7 % 24}", "mm[Hg]"), One(MeasurementWords.Diastolic, "Diastolic blood pressure", $"{78 + i * 5 % 14}", "mm[Hg]"),
            One("8867-4", "Heart rate", $"{66 + i * 11 % 19}", "/min"), One("29463-7", "Body weight", $"{72 + i * 3 % 7}.{i % 10}", "kg"), One("8310-5", "Body temperature", "36.8", "Cel"),
        },
    };

    private static Result Panel() => new()
    {
        What = Named("Lipid panel with direct LDL - Serum or Plasma", CodeSystems.Loinc, "57698-3"),
        Status = "final",
        Category = "laboratory",
        Conclusion = "",
        Measurements =
        {
            Marked(One("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "212", "mg/dL"), "H", "<200"), Marked(One("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "52", "mg/dL"), "", ">=40"),
            new Measurement { What = new() { Text = "Appearance" }, Text = "clear" },
        },
    };

    private static Measurement Marked(Measurement measurement, string mark, string range)
    {
        (measurement.Interpretation, measurement.ReferenceRange) = (mark, range);
        return measurement;
    }

    private static Measurement One(string code, string name, string value, string unit) => new() { What = Named(name, CodeSystems.Loinc, code), Quantity = new() { Value = value, Unit = unit, Ucum = unit } };

    private static Concept Named(string text, string system, string code) => new() { Text = text, Codings = { new Coding { System = system, Code = code, Display = text } } };
}
