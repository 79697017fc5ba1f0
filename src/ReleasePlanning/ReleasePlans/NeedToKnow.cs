using ReleasePlanning.People;

namespace ReleasePlanning.ReleasePlans;

/// <summary>A person and a plan cut down to what a reader needs to know, before any page or program sees them. Pure.</summary>
public static class NeedToKnow
{
    // CCRA s.25(1): what supervising somebody needs. Victims and threats are nobody's business in a house.
    private static readonly HashSet<string> NotForResidences = [PersonFlags.Victim, PersonFlags.Threat, PersonFlags.HighProfile, PersonFlags.RemovalOrder];

    public static Person Of(Person p, PlanView view) => view == PlanView.Full ? p : new()
    {
        Id = p.Id, Fps = p.Fps, FamilyName = p.FamilyName, GivenNames = p.GivenNames, PreferredName = p.PreferredName, BornOn = p.BornOn, Gender = p.Gender,
        Language = p.Language, InstitutionId = p.InstitutionId, SecurityLevel = p.SecurityLevel, SentenceKind = p.SentenceKind, SentencedOn = p.SentencedOn,
        PlaceOfConviction = "", Version = p.Version,
        Flags = view == PlanView.Supervision ? [.. p.Flags.Where(f => !NotForResidences.Contains(f))] : [],
    };

    /// <summary>The plan without what only its file holds: the address, approvals and the checks before release.</summary>
    public static ReleasePlan Of(ReleasePlan p, PlanView view) => view == PlanView.Full ? p : new()
    {
        Id = p.Id, Number = p.Number, PersonId = p.PersonId, ReleaseType = p.ReleaseType, ReleasingSiteId = p.ReleasingSiteId, ParoleOfficeId = p.ParoleOfficeId,
        DestinationCommunity = p.DestinationCommunity, ResidenceId = p.ResidenceId, NeedsResidence = p.NeedsResidence, ResidencyCondition = p.ResidencyCondition,
        EntitlementOn = p.EntitlementOn, ReleaseOn = p.ReleaseOn, ReleaseReason = p.ReleaseReason, ReturnOn = p.ReturnOn, ArrivalExpectedAt = p.ArrivalExpectedAt,
        Status = p.Status, ParoleOfficerId = p.ParoleOfficerId, CommunityOfficerId = p.CommunityOfficerId, LaunchedAt = p.LaunchedAt, LaunchedBy = p.LaunchedBy,
        ReleasedAt = p.ReleasedAt, ArrivedAt = p.ArrivedAt, ClosedAt = p.ClosedAt, ExpeditedAt = p.ExpeditedAt, Version = p.Version,
    };
}
