using NodaTime;
using NodaTime.TimeZones;
using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class SiteTimeTests
{
    [Fact]
    public void The_zone_data_in_use_knows_the_laws_of_2026() => TimeZoneSelfTest.Run().ShouldBeEmpty();

    [Fact]
    public void Old_or_missing_zone_data_is_reported()
    {
        var problems = TimeZoneSelfTest.Run(new OldZones());
        problems.Select(p => (p.Code, p.Args[0])).ShouldBe([("time-zone.outdated", "America/Edmonton"), ("time-zone.missing", "America/Vancouver")]);
    }

    [Theory]
    [InlineData("America/Toronto", "2026-03-08", "02:30", "2026-03-08 03:30 -04:00", "does not exist: moved forward by the gap")]
    [InlineData("America/Toronto", "2026-11-01", "01:30", "2026-11-01 01:30 -04:00", "exists twice: the earlier")]
    [InlineData("America/Edmonton", "2026-11-02", "16:00", "2026-11-02 16:00 -06:00", "Alberta no longer changes back")]
    [InlineData("America/Vancouver", "2026-12-15", "16:00", "2026-12-15 16:00 -07:00", "neither does British Columbia")]
    [InlineData("America/Winnipeg", "2026-12-15", "16:00", "2026-12-15 16:00 -05:00", "nor Manitoba, as the zone data in use has it (2026f)")]
    [InlineData("America/Winnipeg", "2027-07-01", "16:00", "2027-07-01 16:00 -05:00", "Manitoba keeps its summer time")]
    [InlineData("America/Inuvik", "2026-12-15", "16:00", "2026-12-15 16:00 -06:00", "the Northwest Territories follow Alberta")]
    [InlineData("America/Rankin_Inlet", "2026-12-15", "16:00", "2026-12-15 16:00 -06:00", "central Nunavut still changes")]
    [InlineData("America/Regina", "2026-07-01", "16:00", "2026-07-01 16:00 -06:00", "Saskatchewan never did")]
    [InlineData("America/St_Johns", "2026-12-15", "16:00", "2026-12-15 16:00 -03:30", "half an hour")]
    public void Local_times_become_instants(string zone, string date, string time, string expected, string reason)
    {
        var clock = NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(time).Value;
        Written.At(SiteTime.At(Date(date), clock, SiteTime.Zone(zone)), SiteTime.Zone(zone)).ShouldBe(expected, reason);
    }

    [Fact]
    public void Every_zone_on_offer_exists()
    {
        SiteTime.CanadianZones.ShouldAllBe(id => SiteTime.Find(id) != null);
        SiteTime.Find("America/Toronot").ShouldBeNull();
        Should.Throw<ArgumentException>(() => SiteTime.Zone("America/Toronot"));
    }

    /// <summary>Zone data as an operating system of 2025 has it: Edmonton goes back in winter, Vancouver is not there.</summary>
    private sealed class OldZones : IDateTimeZoneProvider
    {
        public string VersionId => "2025b";
        public System.Collections.ObjectModel.ReadOnlyCollection<string> Ids => new(["America/Edmonton"]);
        public DateTimeZone this[string id] => GetZoneOrNull(id) ?? throw new DateTimeZoneNotFoundException(id);
        public DateTimeZone GetSystemDefault() => DateTimeZone.Utc;
        public DateTimeZone? GetZoneOrNull(string id) => id == "America/Edmonton" ? DateTimeZone.ForOffset(Offset.FromHours(-7)) : null;
    }
}
