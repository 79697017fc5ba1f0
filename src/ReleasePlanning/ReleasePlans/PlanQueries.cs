using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.CommunityHandoff;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.Travel;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <param name="Status">Null: every status.</param>
public sealed record PlanFilter(string Text, PlanStatus? Status, ReleaseType? Type, LocalDate? ReleaseBefore, string Sort);

public sealed record PlanRow(ReleasePlan Plan, Person Person, Site From, Site To, int Open, int Overdue);

/// <summary>Everything the plan page shows, as much of it as the reader may see.</summary>
public sealed record PlanPageData(
    ReleasePlan Plan, Person Person, Site From, Site ParoleOffice, Site? Residence, PlanView Sees, bool MayChange, IReadOnlyList<StepRow> Steps, IReadOnlyList<Reason> Blocks,
    BedStay? Stay, Journey? Journey, Handoff? Handoff, int StandardConditions, int SpecialConditions,
    IReadOnlyList<AuditEntry> History, IReadOnlyList<NoteView> Notes, IReadOnlyList<InstanceView> Instances)
{
    public int Closed => Steps.Count(s => s.Item.State is WorkItemState.Completed or WorkItemState.Skipped);
    public IEnumerable<StepRow> Open => Steps.Where(s => s.Item.State == WorkItemState.Open);
}

public sealed record InstanceView(WorkflowInstance Instance, int Version, string NameEn, string NameFr);

/// <summary>Reads plans for pages: need-to-know by role and site, every read of a plan in the audit log.</summary>
public sealed class PlanQueries(ReleasePlanningDb db, IClock clock)
{
    private const int MostHistory = 300;

    public async Task<Paged<PlanRow>> ListAsync(PlanFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var plans = from plan in await VisibleAsync(actor, ct)
                    join person in db.Set<Person>() on plan.PersonId equals person.Id
                    join home in db.Set<Site>() on plan.ReleasingSiteId equals home.Id
                    join office in db.Set<Site>() on plan.ParoleOfficeId equals office.Id
                    select new { plan, person, home, office };
        if (filter.Status is { } status) { plans = plans.Where(p => p.plan.Status == status); }
        if (filter.Type is { } type) { plans = plans.Where(p => p.plan.ReleaseType == type); }
        if (filter.ReleaseBefore is { } before) { plans = plans.Where(p => p.plan.ReleaseOn < before); }
        if (filter.Text.Length > 0)
        {
            var like = "%" + filter.Text.Replace("%", "\\%", StringComparison.Ordinal) + "%";
            plans = plans.Where(p => EF.Functions.ILike(p.plan.Number, like) || EF.Functions.ILike(p.person.FamilyName, like) || EF.Functions.ILike(p.person.GivenNames, like)
                || EF.Functions.ILike(p.plan.DestinationCommunity, like));
        }
        var total = await plans.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "-release" => plans.OrderByDescending(p => p.plan.ReleaseOn),
            "person" => plans.OrderBy(p => p.person.FamilyName).ThenBy(p => p.person.GivenNames),
            "-person" => plans.OrderByDescending(p => p.person.FamilyName).ThenByDescending(p => p.person.GivenNames),
            "number" => plans.OrderBy(p => p.plan.Number),
            "-number" => plans.OrderByDescending(p => p.plan.Number),
            _ => plans.OrderBy(p => p.plan.ReleaseOn),
        };
        var rows = await sorted.ThenBy(p => p.plan.Number).Skip((page - 1) * size).Take(size).Select(p => new PlanRow(p.plan, p.person, p.home, p.office,
            db.Set<WorkItem>().Count(w => w.PlanId == p.plan.Id && w.State == WorkItemState.Open),
            db.Set<WorkItem>().Count(w => w.PlanId == p.plan.Id && w.State == WorkItemState.Open && w.DueAt < now))).ToListAsync(ct);
        return new(rows, total);
    }

    public async Task<Outcome<PlanPageData>> GetAsync(ReleasePlanId id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } plan) { return Outcome.NotFound<PlanPageData>(); }
        var sees = await ViewOfAsync(plan, actor, ct);
        if (sees.Value is PlanView.None) { return Outcome.Forbidden<PlanPageData>(sees.Why.Code); }
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var sites = await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Id, ct);
        var conditions = await db.Set<ParoleCondition>().Where(c => c.PlanId == id && c.ReplacedAt == null).GroupBy(c => c.Kind == ConditionKind.Standard)
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var full = sees.Value == PlanView.Full;
        var today = clock.GetCurrentInstant().InZone(PlanPlaces.Zone(sites[plan.ReleasingSiteId])).Date;
        var gate = plan.Status == PlanStatus.Active && full ? await ReleaseGateQueries.ReadAsync(db, plan, today, ct) : null;
        await RecordReadAsync(id, actor, null, ct);
        return Outcome.Done(new PlanPageData(
            plan, person, sites[plan.ReleasingSiteId], sites[plan.ParoleOfficeId], plan.ResidenceId is { } house ? sites[house] : null, sees.Value, PlanAccess.MayChange(plan, actor).Value,
            full ? await StepsAsync(plan, person, sites, ct) : [],
            gate is null ? [] : [.. ReleaseGate.Blocks(gate).Where(b => b.Code != "gate.not-yet")],
            await db.Set<BedStay>().AsNoTracking().Where(s => s.PlanId == id).OrderByDescending(s => s.BookedAt).FirstOrDefaultAsync(ct),
            await db.Set<Journey>().AsNoTracking().FirstOrDefaultAsync(j => j.PlanId == id && j.State != JourneyState.Cancelled, ct),
            await db.Set<Handoff>().AsNoTracking().Where(h => h.PlanId == id).OrderByDescending(h => h.Attempt).FirstOrDefaultAsync(ct),
            conditions.FirstOrDefault(c => c.Key)?.Count ?? 0, conditions.FirstOrDefault(c => !c.Key)?.Count ?? 0,
            full ? await db.Set<AuditEntry>().AsNoTracking().Where(a => a.PlanId == id && a.Act != ReadAct).OrderByDescending(a => a.Id).Take(MostHistory).ToListAsync(ct) : [],
            full ? await NotesAsync(id, ct) : [],
            full ? await InstancesAsync(id, ct) : []));
    }

    /// <summary>How much of a plan somebody may see, and why.</summary>
    public async Task<Reasoned<PlanView>> ViewOfAsync(ReleasePlan plan, Actor actor, CancellationToken ct)
    {
        var region = await db.Set<Site>().Where(s => s.Id == plan.ReleasingSiteId).Select(s => s.Region).SingleAsync(ct);
        var headquarters = await db.Set<Site>().Where(s => s.Kind == SiteKind.RegionalHeadquarters && s.Region == region).Select(s => (SiteId?)s.Id).FirstOrDefaultAsync(ct);
        var asked = await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id && r.SentAt != null).Select(r => r.ResidenceId).ToListAsync(ct);
        return PlanAccess.Of(plan, headquarters, asked.ToHashSet(), actor);
    }

    private const string ReadAct = "plan.read";

    public async Task RecordReadAsync(ReleasePlanId id, Actor actor, WorkItemId? item, CancellationToken ct)
    {
        db.Add(AuditEntry.OfPlan(id, actor, clock.GetCurrentInstant(), ReadAct, new Reason("audit.plan.read"), item));
        await db.SaveChangesAsync(ct);
    }

    private async Task<IReadOnlyList<StepRow>> StepsAsync(ReleasePlan plan, Person person, Dictionary<SiteId, Site> sites, CancellationToken ct)
    {
        var rows = await db.Set<WorkItem>().AsNoTracking().Where(w => w.PlanId == plan.Id).OrderBy(w => w.OpenedAt)
            .Select(w => new { Item = w, Owner = db.Set<StaffMember>().Where(s => s.Id == (w.ClosedBy ?? w.OwnerId)).Select(s => s.Name).FirstOrDefault() }).ToListAsync(ct);
        return [.. rows.Select(r => new StepRow(r.Item, person, plan, sites[r.Item.SiteId], r.Owner, null))];
    }

    private async Task<IReadOnlyList<NoteView>> NotesAsync(ReleasePlanId id, CancellationToken ct) => await (
        from note in db.Set<WorkItemNote>()
        join staff in db.Set<StaffMember>() on note.WrittenBy equals staff.Id
        join item in db.Set<WorkItem>() on note.WorkItemId equals item.Id
        where note.PlanId == id
        orderby note.WrittenAt descending
        select new NoteView(staff.Name, note.WrittenAt, note.Text, item.TitleEn, item.TitleFr)).ToListAsync(ct);

    private async Task<IReadOnlyList<InstanceView>> InstancesAsync(ReleasePlanId id, CancellationToken ct) => await (
        from instance in db.Set<WorkflowInstance>().AsNoTracking()
        join definition in db.Set<WorkflowDefinition>() on instance.DefinitionId equals definition.Id
        where instance.PlanId == id
        orderby instance.StartedAt
        select new InstanceView(instance, definition.Version, definition.NameEn, definition.NameFr)).ToListAsync(ct);

    private async Task<IQueryable<ReleasePlan>> VisibleAsync(Actor actor, CancellationToken ct)
    {
        var plans = db.Set<ReleasePlan>().AsNoTracking();
        if (actor.Holds(Roles.Auditor)) { return plans; }
        // the same as PlanAccess, as a condition the database can use
        var whole = actor.Roles.Where(r => r.Role is not (Roles.ResidenceIntake or Roles.VictimServices or Roles.Administrator)).Select(r => r.SiteId).Distinct().ToList();
        var houses = actor.Roles.Where(r => r.Role == Roles.ResidenceIntake).Select(r => r.SiteId).ToList();
        var quarters = actor.Roles.Where(r => r.Role is Roles.DistrictDirector or Roles.AssistantDeputyCommissioner or Roles.IndigenousLiaison or Roles.VictimServices).Select(r => r.SiteId).ToList();
        var regions = await db.Set<Site>().Where(s => quarters.Contains(s.Id) && s.Kind == SiteKind.RegionalHeadquarters).Select(s => s.Region).ToListAsync(ct);
        return plans.Where(p => whole.Contains(p.ReleasingSiteId) || whole.Contains(p.ParoleOfficeId)
            || db.Set<BedReferral>().Any(r => r.PlanId == p.Id && r.SentAt != null && houses.Contains(r.ResidenceId))
            || db.Set<Site>().Any(s => s.Id == p.ReleasingSiteId && regions.Contains(s.Region)));
    }
}
