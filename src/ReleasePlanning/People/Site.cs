namespace ReleasePlanning.People;

public enum SiteKind { Institution, ParoleOffice, CommunityResidentialFacility, CommunityCorrectionalCentre, RegionalHeadquarters }

public enum Region { Atlantic, Quebec, Ontario, Prairie, Pacific }

/// <summary>A place of the service or of a partner: institution, parole office, community-based residential facility, regional headquarters.
/// Its province decides which days are working days, its zone how dates are shown. Loaded by import; changed by administrators.</summary>
public sealed class Site
{
    public required SiteId Id { get; init; }
    public required string Code { get; init; }
    public required SiteKind Kind { get; set; }
    public required string NameEn { get; set; }
    public required string NameFr { get; set; }
    public required Region Region { get; set; }
    /// <summary>Two-letter province or territory code.</summary>
    public required string Province { get; set; }
    public required string City { get; set; }
    /// <summary>IANA id; never inferred from the province.</summary>
    public required string TimeZone { get; set; }
    /// <summary>Security levels an institution holds, e.g. "minimum;medium"; empty elsewhere.</summary>
    public string Security { get; set; } = "";
    /// <summary>For a residence: the parole office that supervises the people living there.</summary>
    public SiteId? ParoleOfficeId { get; set; }
    /// <summary>For a residence: contracted beds.</summary>
    public int? Capacity { get; set; }
    public required NodaTime.LocalTime OpensAt { get; set; }
    public required NodaTime.LocalTime ClosesAt { get; set; }
    /// <summary>Between these times of the day (over midnight as well) nobody is disturbed by a notice that can wait; both or neither.</summary>
    public NodaTime.LocalTime? QuietFrom { get; set; } = new(20, 0);
    public NodaTime.LocalTime? QuietUntil { get; set; } = new(7, 0);
    /// <summary>Nor on days that are no working days here.</summary>
    public bool QuietWhenClosed { get; set; } = true;
    /// <summary>How many working days a step's notices may be silenced at most.</summary>
    public int MostSnoozeDays { get; set; } = 5;
    /// <summary>So many working days or fewer before the release, a plan of this institution is expedited. Site default.</summary>
    public int ExpeditedWithinDays { get; set; } = Calendar.ExpeditedRules.DefaultWithinWorkingDays;
    /// <summary>The least notice a step of an expedited plan gives, in minutes. Site default.</summary>
    public int ExpeditedLeastMinutes { get; set; } = Calendar.ExpeditedRules.DefaultLeastNoticeMinutes;

    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
    public bool IsResidence => Kind is SiteKind.CommunityResidentialFacility or SiteKind.CommunityCorrectionalCentre;
}
