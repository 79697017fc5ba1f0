using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The parole officer names up to five houses, best first, asked in turn or together, and a backup asked first when a bed is lost. A house the search finds
/// unsuitable may be named with a reason.</summary>
public sealed class RankReferrals : IStepForm
{
    public string Key => "rank-referrals";

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var houses = await HousesAsync(step, ct);
        return
        [
            new FormField("firstHouse", FieldKind.Site, true, houses),
            .. Ranks.Skip(1).Select(name => new FormField(name, FieldKind.Site, false, houses)),
            new FormField("backupHouse", FieldKind.Site, false, houses),
            FormField.Choice("asking", "asking.", true, "in-turn", "together") with { Default = "in-turn" },
            new FormField("needs", FieldKind.LongText, Default: string.Join(", ", ReferralPackage.FlagsForHouses(step.Person))),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var chosen = Ranks.Append("backupHouse").Select(n => (Name: n, Site: answers.Site(n))).Where(c => c.Site is not null).ToList();
        if (chosen.GroupBy(c => c.Site).FirstOrDefault(g => g.Count() > 1) is { } twice) { return StepResult.Refused(twice.Last().Name, "beds.house-twice"); }

        var round = await step.Db.Set<BedReferral>().Where(r => r.PlanId == step.Plan.Id).MaxAsync(r => (int?)r.Round, ct) ?? 0;
        foreach (var (name, site) in chosen)
        {
            step.Db.Add(new BedReferral
            {
                Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, ResidenceId = site!.Value, Round = round + 1,
                Rank = chosen.FindIndex(c => c.Site == site) + 1, Note = answers.Text("needs"), Together = answers.Text("asking") == "together", Backup = name == "backupHouse",
            });
        }
        return StepResult.Done;
    }

    private static readonly string[] Ranks = ["firstHouse", "secondHouse", "thirdHouse", "fourthHouse", "fifthHouse"];

    private static async Task<ImmutableArray<FieldOption>> HousesAsync(StepContext step, CancellationToken ct)
    {
        var office = await step.Db.Set<Site>().SingleAsync(s => s.Id == step.Plan.ParoleOfficeId, ct);
        var houses = await step.Db.Set<Site>().AsNoTracking()
            .Where(s => s.Region == office.Region && (s.Kind == SiteKind.CommunityResidentialFacility || s.Kind == SiteKind.CommunityCorrectionalCentre))
            .ToListAsync(ct);
        return [.. houses.OrderBy(h => h.ParoleOfficeId == office.Id ? 0 : 1).ThenBy(h => h.NameEn)
            .Select(h => new FieldOption(h.Id.ToString(), $"{h.NameEn}, {h.City}", $"{h.NameFr}, {h.City}"))];
    }
}
