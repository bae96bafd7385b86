using NodaTime;

namespace PracticeAspire.Users.People;

/// <summary>The directory. Each rpc stands in a file of its own beside this one and says first who may ask.</summary>
internal sealed partial class PeopleService(UsersDb db, IClock clock) : Contracts.People.PeopleBase;
