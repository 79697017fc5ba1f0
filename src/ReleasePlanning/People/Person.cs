using NodaTime;

namespace ReleasePlanning.People;

public enum SecurityLevel { Minimum, Medium, Maximum }

public enum SentenceKind { Determinate, Life, Indeterminate }

/// <summary>A person serving a federal sentence, as the offender management system's extract describes them.
/// Official dates are Sentence Management's: imported with their history, never computed over.</summary>
public sealed class Person
{
    public required PersonId Id { get; init; }
    /// <summary>Fingerprint serial number; unique; the key of the extract.</summary>
    public required string Fps { get; init; }
    public required string FamilyName { get; set; }
    public required string GivenNames { get; set; }
    public string? PreferredName { get; set; }
    public required LocalDate BornOn { get; set; }
    public required string Gender { get; set; }
    /// <summary>"en" or "fr": the official language this person chose.</summary>
    public required string Language { get; set; }
    public required SiteId InstitutionId { get; set; }
    public required SecurityLevel SecurityLevel { get; set; }
    public required SentenceKind SentenceKind { get; set; }
    public required LocalDate SentencedOn { get; set; }
    public int? SentenceMonths { get; set; }
    public required string PlaceOfConviction { get; set; }
    public string PreferredCommunity { get; set; } = "";
    public LocalDate? UtaEligibleOn { get; set; }
    public LocalDate? DayParoleEligibleOn { get; set; }
    public LocalDate? FullParoleEligibleOn { get; set; }
    public LocalDate? StatutoryReleaseOn { get; set; }
    public LocalDate? WarrantExpiryOn { get; set; }
    public LocalDate? LongTermSupervisionEndsOn { get; set; }
    /// <summary>See <see cref="PersonFlags"/>.</summary>
    public List<string> Flags { get; set; } = [];
    public uint Version { get; init; }

    public bool Has(string flag) => Flags.Contains(flag);
    public string DisplayName => $"{PreferredName ?? GivenNames} {FamilyName}";
    public string Initials => $"{GivenNames[..1]}.{FamilyName[..1]}.";
}

/// <summary>What an official date was before an import changed it.</summary>
public sealed class OfficialDateChange
{
    public required Guid Id { get; init; }
    public required PersonId PersonId { get; init; }
    public required string Field { get; init; }
    public LocalDate? OldOn { get; init; }
    public LocalDate? NewOn { get; init; }
    public required Instant ChangedAt { get; init; }
    public required Guid ImportId { get; init; }
}

/// <summary>Flags of the extract. Names in both languages: resource "flag.{key}".</summary>
public static class PersonFlags
{
    public const string Indigenous = "indigenous";
    public const string Victim = "victim";
    public const string Schedule1 = "schedule-1";
    public const string Schedule2 = "schedule-2";
    public const string HighProfile = "high-profile";
    public const string RemovalOrder = "removal-order";
    public const string OneChance = "one-chance-statutory-release";
    public const string OpioidAgonistTherapy = "opioid-agonist-therapy";
    public const string Wheelchair = "wheelchair";
    public const string SexualOffence = "sexual-offence";
    public const string Arson = "arson";
    public const string Violence = "violence";
    public const string Gang = "gang";
    public const string NoIdentityDocuments = "no-identity-documents";
    public const string Threat = "threat";

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        Indigenous, Victim, Schedule1, Schedule2, HighProfile, RemovalOrder, OneChance, OpioidAgonistTherapy,
        Wheelchair, SexualOffence, Arson, Violence, Gang, NoIdentityDocuments, Threat,
    };
}
