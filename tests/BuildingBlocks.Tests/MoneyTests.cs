namespace PracticeAspire.BuildingBlocks.Tests;

public sealed class MoneyTests
{
    [Fact]
    public void Amounts_of_one_currency_add() => Assert.Equal(new Money(350, "USD"), new Money(100, "USD") + new Money(250, "USD"));

    [Fact]
    public void Amounts_of_two_currencies_do_not_add() =>
        Assert.Throws<InvalidOperationException>(() => new Money(1, "USD") + new Money(1, "EUR"));

    [Fact]
    public void Too_much_money_is_an_error_and_not_a_debt() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "USD") + new Money(1, "USD"));
}
