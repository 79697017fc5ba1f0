using System.Collections.Immutable;
using ReleasePlanning.People;

namespace ReleasePlanning.ReleasePlans;

/// <summary>What a diagram may ask about a plan: the variables its workflow starts with.</summary>
public static class PlanFacts
{
    public static ImmutableDictionary<string, object?> Of(ReleasePlan plan, Person person, bool destinationBeyondConviction)
    {
        var type = plan.ReleaseType;
        var facts = ImmutableDictionary.CreateBuilder<string, object?>();
        facts["releaseType"] = type.Code();
        facts["needsResidence"] = plan.NeedsResidence;
        facts["residencyCondition"] = plan.ResidencyCondition;
        facts["cccResidence"] = false;
        facts["victimFlag"] = person.Has(PersonFlags.Victim);
        facts["indigenous"] = person.Has(PersonFlags.Indigenous);
        facts["scheduleOffence"] = person.Has(PersonFlags.Schedule1) || person.Has(PersonFlags.Schedule2);
        facts["highProfile"] = person.Has(PersonFlags.HighProfile);
        facts["threatBelief"] = person.Has(PersonFlags.Threat);
        facts["temporaryAbsence"] = type.IsTemporary();
        facts["supervised"] = type.IsSupervised();
        facts["boardDecision"] = NeedsBoardDecision(type, person);
        facts["destinationBeyondConviction"] = destinationBeyondConviction;
        facts["policeNotified"] = false;
        facts["consentNeeded"] = false;
        facts["referralSent"] = false;
        facts["declines"] = 0m;
        return facts.ToImmutable();
    }

    /// <summary>Parole is the Board's; so is an unescorted absence of someone serving life, an indeterminate sentence or a sentence for a Schedule I or II offence (CCRA s.107(1)(e)).</summary>
    public static bool NeedsBoardDecision(ReleaseType type, Person person) =>
        type.NeedsBoardDecision()
        || (type == ReleaseType.UnescortedTemporaryAbsence
            && (person.SentenceKind != SentenceKind.Determinate || person.Has(PersonFlags.Schedule1) || person.Has(PersonFlags.Schedule2)));
}
