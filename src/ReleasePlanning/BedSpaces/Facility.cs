using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>The kinds of community-based residential facility (domain facts §3). Names in both languages: resource "facility-subtype.{name}".</summary>
public enum FacilitySubtype
{
    CommunityResidentialFacility, CommunityCorrectionalCentre, HealingLodge, Hostel, PrivateHomePlacement, SupervisedApartment, SatelliteApartment, TreatmentCentre,
}

/// <summary>A residence as bed space sees it: where it is, whom it takes, under which contract, and with which beds. One for each site that is a residence;
/// name, city, zone, parole office and hours stay with the <see cref="People.Site"/>. Loaded by import, edited by the facility's own staff and by administrators.</summary>
public sealed class Facility
{
    public required SiteId Id { get; init; }
    public required FacilitySubtype Subtype { get; set; }
    public string Operator { get; set; } = "";
    public string Street { get; set; } = "";
    public string PostalCode { get; set; } = "";
    /// <summary>Degrees north; with <see cref="Longitude"/> or not at all.</summary>
    public double? Latitude { get; set; }
    public double? Longitude { get; set; }
    public string ContactName { get; set; } = "";
    public string Phone { get; set; } = "";
    public string Email { get; set; } = "";
    /// <summary>Languages the house works in: "en", "fr" and others by their ISO code.</summary>
    public List<string> Languages { get; set; } = ["en"];
    /// <summary>Genders served, as the extract codes them: "M", "F", "X".</summary>
    public List<string> Genders { get; set; } = [];
    /// <summary>Codes of the release types it takes (<see cref="ReleasePlans.ReleaseTypes"/>); empty takes all.</summary>
    public List<string> ReleaseTypes { get; set; } = [];
    public bool TakesSexualOffence { get; set; }
    public bool TakesArson { get; set; }
    public bool TakesViolence { get; set; }
    public bool TakesGang { get; set; }
    public bool TakesOpioidAgonistTherapy { get; set; }
    /// <summary>Takes people whose mental health is not stable.</summary>
    public bool TakesUnstableMentalHealth { get; set; }
    public bool TakesChildren { get; set; }
    public bool IndigenousProgramme { get; set; }
    /// <summary>Other programmes by a short name, e.g. "substance-use".</summary>
    public List<string> Programmes { get; set; } = [];
    /// <summary>Communities or two-letter provinces whose people it takes; empty takes people from anywhere.</summary>
    public List<string> Catchment { get; set; } = [];
    /// <summary>What is close by that a condition may forbid: "school", "playground", "park", "bar", "daycare".</summary>
    public List<string> Near { get; set; } = [];
    public int? LongestStayDays { get; set; }
    /// <summary>Working days a bed needs between two people.</summary>
    public int TurnaroundDays { get; set; }
    /// <summary>Working days the house has to answer a referral; product default, no directive says it.</summary>
    public int AnswerWithinDays { get; set; } = 10;
    /// <summary>Working days a hold stands before it expires, unless another day is agreed. Product default.</summary>
    public int HoldDays { get; set; } = 10;
    public LocalDate? OpensOn { get; set; }
    /// <summary>The first day it is no longer open: departing that day is fine, arriving is refused.</summary>
    public LocalDate? ClosesOn { get; set; }
    public string Notes { get; set; } = "";
    /// <summary>When somebody entered whom it takes; null: nobody did, so a search says "ask them" and not "yes" or "no".</summary>
    public Instant? CriteriaEnteredAt { get; set; }
    /// <summary>What is asked of its beds. A house that entered nothing about them knows them itself: its answer stands for it.</summary>
    public IReadOnlyList<string> Asks(IReadOnlyList<string> needs) => CriteriaEnteredAt is null ? [] : needs;
    public uint Version { get; init; }
}

/// <summary>Beds and price by contract, in force for a time; two never at once (held by the database).</summary>
public sealed class FacilityContract
{
    public required Guid Id { get; init; }
    public required SiteId FacilityId { get; init; }
    public required LocalDate FromOn { get; init; }
    /// <summary>The last day; null while no end is known.</summary>
    public LocalDate? UntilOn { get; set; }
    /// <summary>Paid for whether used or not.</summary>
    public required int GuaranteedBeds { get; init; }
    /// <summary>Available beyond those when the house has room.</summary>
    public required int ExtraBeds { get; init; }
    /// <summary>Canadian dollars a bed and night.</summary>
    public decimal? PerDiem { get; init; }
}

/// <summary>A room of a facility.</summary>
public sealed class Room
{
    public required Guid Id { get; init; }
    public required SiteId FacilityId { get; init; }
    public required string Label { get; set; }
    public string Floor { get; set; } = "";
}

/// <summary>A bed in a residence.</summary>
public sealed class Bed
{
    public required Guid Id { get; init; }
    public required SiteId ResidenceId { get; init; }
    public Guid? RoomId { get; set; }
    public required string Label { get; set; }
    /// <summary>See <see cref="BedFeatures"/>.</summary>
    public List<string> Features { get; set; } = [];
    public LocalDate? OpensOn { get; set; }
    /// <summary>The first day it is no longer there.</summary>
    public LocalDate? ClosesOn { get; set; }
}

/// <summary>What a bed can have and a stay can need. Names in both languages: resource "bed-feature.{key}".</summary>
public static class BedFeatures
{
    public const string Wheelchair = "wheelchair";
    public const string GroundFloor = "ground-floor";
    public const string Single = "single";
    public const string MedicationStorage = "medication-storage";

    public static readonly IReadOnlyList<string> All = [Wheelchair, GroundFloor, Single, MedicationStorage];
}

/// <summary>A spell in which a bed cannot be used. Never rewritten: a change is a further revision, and only the latest counts.</summary>
public sealed class OutOfServiceRevision
{
    public required Guid SpellId { get; init; }
    public required int Revision { get; init; }
    public required Guid BedId { get; init; }
    public required SiteId FacilityId { get; init; }
    public required LocalDate FromOn { get; init; }
    /// <summary>The last night it cannot be used; null while no end is known.</summary>
    public LocalDate? UntilOn { get; init; }
    /// <summary>Coded; names in both languages: resource "out-of-service.{code}".</summary>
    public required string ReasonCode { get; init; }
    public string Note { get; init; } = "";
    public required bool Cancelled { get; init; }
    public required Instant At { get; init; }
    public StaffId? By { get; init; }
}
