using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;

namespace ReleasePlanning.ReleasePlans;

/// <summary>What a parole officer asks for when launching a plan.</summary>
/// <param name="NotPracticable">Why victims cannot be told at least 14 clear days before, where that is so (CCRA s.26(1.1)).</param>
public sealed record LaunchRequest(
    PersonId PersonId, ReleaseType ReleaseType, SiteId ParoleOfficeId, string DestinationCommunity, string DestinationAddress, bool NeedsResidence,
    LocalDate? EntitlementOn = null, LocalDate? ReleaseOn = null, string? EarlyApproval = null, LocalDate? HearingOn = null, LocalDate? ReturnOn = null,
    string? NotPracticable = null);

/// <summary>E and R of a plan, with the reason for R.</summary>
public sealed record ReleaseDates(LocalDate EntitlementOn, LocalDate ReleaseOn, Reason Why);

/// <summary>Whether a plan may be launched, and from which dates. Pure; every refusal has a reason.</summary>
public static class LaunchRules
{
    /// <summary>The official date a release type rests on, as imported; null where the type has none.</summary>
    public static LocalDate? OfficialDate(Person person, ReleaseType type) => type switch
    {
        ReleaseType.UnescortedTemporaryAbsence or ReleaseType.WorkRelease => person.UtaEligibleOn,
        ReleaseType.DayParole => person.DayParoleEligibleOn,
        ReleaseType.FullParole => person.FullParoleEligibleOn,
        ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency => person.StatutoryReleaseOn,
        ReleaseType.WarrantExpiry or ReleaseType.LongTermSupervision => person.WarrantExpiryOn,
        _ => null,
    };

    public static (ReleaseDates? Dates, ImmutableArray<Problem> Problems) Check(LaunchRequest request, Person person, LocalDate today, WorkingDays days)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        problems.AddRange(Eligibility(request, person, today));
        if (string.IsNullOrWhiteSpace(request.DestinationCommunity)) { problems.Add(Problem.With("destinationCommunity", "form.required")); }
        if (request.DestinationCommunity.Length > 200) { problems.Add(Problem.With("destinationCommunity", "form.too-long", 200)); }
        if (request.DestinationAddress.Length > 500) { problems.Add(Problem.With("destinationAddress", "form.too-long", 500)); }
        if (request.ReleaseType == ReleaseType.StatutoryReleaseWithResidency && !request.NeedsResidence) { problems.Add(Problem.With("needsResidence", "launch.residency-needs-residence")); }
        var dates = Dates(request, person, today, days, problems);
        if (dates is not null)
        {
            if (request.ReleaseType.IsTemporary() && request.ReturnOn is null) { problems.Add(Problem.With("returnOn", "launch.return-needed")); }
            if (request.ReturnOn is { } back && back < dates.ReleaseOn) { problems.Add(Problem.With("returnOn", "launch.return-before-departure", dates.ReleaseOn)); }
            if (request.HearingOn is { } hearing && hearing > dates.ReleaseOn) { problems.Add(Problem.With("hearingOn", "launch.hearing-after-release", dates.ReleaseOn)); }
        }
        return (problems.Count == 0 ? dates : null, problems.ToImmutable());
    }

    private static ReleaseDates? Dates(LaunchRequest request, Person person, LocalDate today, WorkingDays days, ImmutableArray<Problem>.Builder problems)
    {
        var byLaw = request.ReleaseType.IsEntitledByLaw();
        var official = OfficialDate(person, request.ReleaseType);
        if (byLaw && request.EntitlementOn is { } asked && official is { } known && asked != known)
        {
            problems.Add(Problem.With("entitlementOn", "launch.official-date-stands", known));
            return null;
        }
        if ((byLaw ? official : request.EntitlementOn ?? official) is not { } entitlement)
        {
            problems.Add(byLaw ? Problem.With("releaseType", "launch.no-official-date") : Problem.With("entitlementOn", "form.required"));
            return null;
        }
        var decided = ReleaseDay.Decide(byLaw, entitlement, days);
        var release = request.ReleaseOn ?? decided.Value;
        var why = decided.Why;
        if (byLaw && release != decided.Value)
        {
            var check = ReleaseDay.Check(release, entitlement, days, !string.IsNullOrWhiteSpace(request.EarlyApproval));
            if (!check.Value) { problems.Add(new Problem("releaseOn", check.Why)); return null; }
            why = check.Why;
        }
        if (release < today) { problems.Add(Problem.With(byLaw ? "releaseType" : "entitlementOn", "launch.release-in-the-past", release)); return null; }
        if (release > today.PlusYears(5)) { problems.Add(Problem.With("entitlementOn", "launch.release-too-far", release)); return null; }
        return new ReleaseDates(entitlement, release, why);
    }

    private static IEnumerable<Problem> Eligibility(LaunchRequest request, Person person, LocalDate today)
    {
        var type = request.ReleaseType;
        if (type is ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency && person.SentenceKind != SentenceKind.Determinate)
        {
            yield return Problem.With("releaseType", "launch.no-statutory-release-on-life");
        }
        if (type == ReleaseType.UnescortedTemporaryAbsence && person.SecurityLevel == SecurityLevel.Maximum)
        {
            yield return Problem.With("releaseType", "launch.uta-maximum-security");
        }
        var eligible = OfficialDate(person, type);
        if (type is ReleaseType.UnescortedTemporaryAbsence or ReleaseType.WorkRelease or ReleaseType.DayParole or ReleaseType.FullParole
            && eligible is { } from && request.EntitlementOn is { } on && on < from)
        {
            yield return Problem.With("entitlementOn", "launch.before-eligibility", from);
        }
        // CCRA s.128(4): under a removal order there is no day parole and no unescorted absence before full parole eligibility
        if (type is ReleaseType.DayParole or ReleaseType.UnescortedTemporaryAbsence && person.Has(PersonFlags.RemovalOrder)
            && (person.FullParoleEligibleOn is not { } full || (request.EntitlementOn ?? eligible ?? today) < full))
        {
            yield return Problem.With("releaseType", "launch.removal-order");
        }
        if (type == ReleaseType.LongTermSupervision && person.LongTermSupervisionEndsOn is null)
        {
            yield return Problem.With("releaseType", "launch.no-long-term-supervision");
        }
    }
}
