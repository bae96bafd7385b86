namespace PracticeAspire.BuildingBlocks;

/// <summary>An amount in minor units (cents) of one ISO 4217 currency. Amounts of different currencies do not add.</summary>
public readonly record struct Money(long Minor, string Currency)
{
    public static Money operator +(Money left, Money right) => new(checked(left.Minor + Same(left, right).Minor), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - Same(left, right).Minor), left.Currency);

    public static Money operator -(Money amount) => amount with { Minor = checked(-amount.Minor) };

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Negate(Money amount) => -amount;

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} do not add.");
}
