using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The parole officer names up to five houses, best first, asked in turn or together, and a backup asked first when a bed is lost. What is offered is what the search
/// answers for the plan: a house that does not suit may be named with a reason, one the person is kept away from may not.</summary>
public sealed class RankReferrals(PersonNeedsQueries needs, FindBeds find) : IStepForm
{
    public const string FormKey = "rank-referrals";

    private static readonly string[] Ranks = ["firstHouse", "secondHouse", "thirdHouse", "fourthHouse", "fifthHouse"];

    public string Key => FormKey;

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        ImmutableArray<FieldOption> houses = step.Item.State == WorkItemState.Open ? [.. NamingRules.Options(await SearchAsync(step, ct))] : await NamesAsync(step, ct);
        return
        [
            new FormField("firstHouse", FieldKind.Site, true, houses),
            .. Ranks.Skip(1).Select(name => new FormField(name, FieldKind.Site, false, houses)),
            new FormField("backupHouse", FieldKind.Site, false, houses),
            new FormField("reason", FieldKind.LongText),
            FormField.Choice("asking", "asking.", true, "in-turn", "together") with { Default = "in-turn" },
            new FormField("needs", FieldKind.LongText),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var chosen = Ranks.Append("backupHouse").Where(n => answers.Site(n) is not null).Select(n => (Name: n, Site: answers.Site(n)!.Value)).ToList();
        if (chosen.GroupBy(c => c.Site).FirstOrDefault(g => g.Count() > 1) is { } twice) { return StepResult.Refused(twice.Last().Name, "beds.house-twice"); }
        var (found, reason) = ((await SearchAsync(step, ct)).All.ToDictionary(h => h.Site.Id), answers.Text("reason").Trim());
        var problems = chosen.Select(c => NamingRules.Refuse(found[c.Site], c.Name, reason)).OfType<Problem>().ToList();
        if (problems.Count > 0) { return StepResult.Refused(problems); }

        var round = await step.Db.Set<BedReferral>().Where(r => r.PlanId == step.Plan.Id).MaxAsync(r => (int?)r.Round, ct) ?? 0;
        foreach (var ((name, site), rank) in chosen.Select((c, i) => (c, i + 1)))
        {
            var house = found[site];
            step.Db.Add(new BedReferral
            {
                Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, ResidenceId = site, Round = round + 1, Rank = rank, Note = answers.Text("needs"), Reason = house.IsSuitable ? "" : reason,
                Together = answers.Text("asking") == "together", Backup = name == "backupHouse",
            });
            if (!house.IsSuitable) { step.Db.Add(Despite(step, house, reason)); }
        }
        return StepResult.Done;
    }

    private static AuditEntry Despite(StepContext step, HouseFound house, string reason) =>
        AuditEntry.OfPlan(step.Plan.Id, step.Actor, step.Now, "bed.named-despite", new Reason("audit.bed.named-despite", StayRules.Named(house.Site), reason), step.Item.Id);

    private async Task<BedSearch> SearchAsync(StepContext step, CancellationToken ct) => await find.RunAsync((await needs.OfPlanAsync(step.Plan.Id, null, ct))!.Query(step.Today), ct);

    // what was found then is not what would be found now
    private static async Task<ImmutableArray<FieldOption>> NamesAsync(StepContext step, CancellationToken ct) =>
        [.. (await step.Db.Set<Site>().AsNoTracking().Where(s => step.Db.Set<Facility>().Any(f => f.Id == s.Id)).ToListAsync(ct)).Select(h => new FieldOption(h.Id.ToString(), $"{h.NameEn}, {h.City}", $"{h.NameFr}, {h.City}"))];
}
