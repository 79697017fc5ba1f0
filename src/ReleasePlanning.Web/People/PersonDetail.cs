using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.People;

/// <summary>One person as the API shows them.</summary>
public sealed record PersonDetail(
    PersonId Id, string Fps, string FamilyName, string GivenNames, string? PreferredName, LocalDate BornOn, string Language, string Institution,
    SecurityLevel SecurityLevel, SentenceKind SentenceKind, int? SentenceMonths, LocalDate SentencedOn, string PreferredCommunity,
    LocalDate? UtaEligibleOn, LocalDate? DayParoleEligibleOn, LocalDate? FullParoleEligibleOn, LocalDate? StatutoryReleaseOn, LocalDate? WarrantExpiryOn, LocalDate? LongTermSupervisionEndsOn,
    IReadOnlyList<string> Flags, IReadOnlyList<DateChange> DateChanges, IReadOnlyList<string> Warnings, ReleasePlanId? OpenPlanId)
{
    public static PersonDetail Of(PersonView view)
    {
        var p = view.Person;
        return new(
            p.Id, p.Fps, p.FamilyName, p.GivenNames, p.PreferredName, p.BornOn, p.Language, view.Institution.Code,
            p.SecurityLevel, p.SentenceKind, p.SentenceMonths, p.SentencedOn, p.PreferredCommunity,
            p.UtaEligibleOn, p.DayParoleEligibleOn, p.FullParoleEligibleOn, p.StatutoryReleaseOn, p.WarrantExpiryOn, p.LongTermSupervisionEndsOn,
            p.Flags, view.Changes, [.. view.Warnings.Select(w => Texts.Of(w.Reason, CultureInfo.CurrentUICulture))], view.OpenPlan?.Id);
    }
}
