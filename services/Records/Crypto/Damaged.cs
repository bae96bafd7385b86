using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Crypto;

/// <summary>Something kept is not what was written. Nothing of a record that does not hold together is shown, whoever asks.</summary>
/// <param name="why">For the operator: where, never what.</param>
internal sealed class Damaged(string why) : Refused(new(
    RefusalKind.Rule, "This record is not as it was written, so nothing of it is shown. Tell whoever runs the system; it is in their log.", Code: "record-damaged"))
{
    public Damaged(Binding place, string why)
        : this($"{place.Purpose} of {place.Row}, version {place.Version}: {why}")
    {
    }

    public string Why { get; } = why;
}
