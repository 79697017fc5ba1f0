using Npgsql;
using ReleasePlanning.Database;

namespace ReleasePlanning.Tests.Database;

public sealed class SessionsTests
{
    [Theory]
    [InlineData("Host=db", 200, true)]
    [InlineData("Host=db;Max Auto Prepare=0", 0, true)]
    [InlineData("Host=db;MaxAutoPrepare=0;NoResetOnClose=false", 0, false)]
    [InlineData("Host=db;no reset on close=false", 200, false)]
    public void What_the_connection_string_says_itself_wins(string given, int prepared, bool keepsTheSession)
    {
        var opened = new NpgsqlConnectionStringBuilder(Sessions.Of(given));

        opened.Host.ShouldBe("db");
        opened.MaxAutoPrepare.ShouldBe(prepared);
        opened.NoResetOnClose.ShouldBe(keepsTheSession);
    }
}
