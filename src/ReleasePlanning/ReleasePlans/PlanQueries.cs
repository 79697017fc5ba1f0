using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.CommunityHandoff;
using ReleasePlanning.Database;
using ReleasePlanning.Disclosures;
using ReleasePlanning.Escalations;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.Travel;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <param name="Status">Null: every status.</param>
/// <param name="SiteId">Releasing institution, parole office or residence.</param>
public sealed record PlanFilter(
    string Text, PlanStatus? Status, ReleaseType? Type, LocalDate? ReleaseBefore, string Sort, SiteId? SiteId = null, LocalDate? ReleaseFrom = null);

public sealed record PlanRow(ReleasePlan Plan, Person Person, Site From, Site To, int Open, int Overdue);

/// <summary>Everything the plan page shows, as much of it as the reader may see.</summary>
public sealed record PlanPageData(
    ReleasePlan Plan, Person Person, Site From, Site ParoleOffice, Site? Residence, PlanView Sees, bool MayChange, IReadOnlyList<StepRow> Steps, IReadOnlyList<Reason> Blocks,
    BedStay? Stay, Journey? Journey, Handoff? Handoff, int StandardConditions, int SpecialConditions,
    IReadOnlyList<AuditEntry> History, IReadOnlyList<NoteView> Notes, IReadOnlyList<InstanceView> Instances)
{
    /// <summary>Why the reader sees this much.</summary>
    public required Reason WhySees { get; init; }
    public required string Officer { get; init; }
    public string? CommunityOfficer { get; init; }
    /// <summary>Steps that have not opened, in the order their rules date them.</summary>
    public IReadOnlyList<ComingStep> ToCome { get; init; } = [];
    public IReadOnlyList<ReferralView> Referrals { get; init; } = [];
    public ResidencyConsent? Consent { get; init; }
    public IReadOnlyList<ParoleCondition> Conditions { get; init; } = [];
    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];
    public IReadOnlyList<EscalationView> Escalations { get; init; } = [];
    public IReadOnlyList<WorkflowIncident> Incidents { get; init; } = [];

    public int Closed => Steps.Count(s => s.Item.State is WorkItemState.Completed or WorkItemState.Skipped);
    public IEnumerable<StepRow> Open => Steps.Where(s => s.Item.State == WorkItemState.Open);
}

public sealed record ReferralView(BedReferral Referral, Site Residence);

public sealed record InstanceView(WorkflowInstance Instance, int Version, string NameEn, string NameFr);

/// <summary>Reads plans for pages: need-to-know by role and site, every read of a plan in the audit log.</summary>
public sealed class PlanQueries(ReleasePlanningDb db, StepsAheadQueries ahead, RecordRead recordRead, IClock clock)
{
    private const int MostHistory = 300;

    public async Task<Paged<PlanRow>> ListAsync(PlanFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var plans = from plan in db.Set<ReleasePlan>().AsNoTracking().Where(PlanScope.Of(db, actor))
                    join person in db.Set<Person>() on plan.PersonId equals person.Id
                    join home in db.Set<Site>() on plan.ReleasingSiteId equals home.Id
                    join office in db.Set<Site>() on plan.ParoleOfficeId equals office.Id
                    select new { plan, person, home, office };
        if (filter.Status is { } status) { plans = plans.Where(p => p.plan.Status == status); }
        if (filter.Type is { } type) { plans = plans.Where(p => p.plan.ReleaseType == type); }
        if (filter.SiteId is { } at) { plans = plans.Where(p => p.plan.ReleasingSiteId == at || p.plan.ParoleOfficeId == at || p.plan.ResidenceId == at); }
        if (filter.ReleaseFrom is { } from) { plans = plans.Where(p => p.plan.ReleaseOn >= from); }
        if (filter.ReleaseBefore is { } before) { plans = plans.Where(p => p.plan.ReleaseOn < before); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            plans = plans.Where(p => EF.Functions.ILike(p.plan.Number, word) || EF.Functions.ILike(p.person.FamilyName, word) || EF.Functions.ILike(p.person.GivenNames, word)
                || EF.Functions.ILike(p.person.PreferredName ?? "", word) || EF.Functions.ILike(p.person.Fps, word) || EF.Functions.ILike(p.plan.DestinationCommunity, word));
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
        var conditions = await db.Set<ParoleCondition>().AsNoTracking().Where(c => c.PlanId == id && c.ReplacedAt == null).OrderBy(c => c.Kind).ThenBy(c => c.Clause).ToListAsync(ct);
        var (full, supervision) = (sees.Value == PlanView.Full, sees.Value is PlanView.Full or PlanView.Supervision);
        var today = clock.GetCurrentInstant().InZone(PlanPlaces.Zone(sites[plan.ReleasingSiteId])).Date;
        var gate = plan.Status == PlanStatus.Active && full ? await ReleaseGateQueries.ReadAsync(db, plan, today, ct) : null;
        var stay = supervision ? await db.Set<BedStay>().AsNoTracking().Where(s => s.PlanId == id).OrderByDescending(s => s.BookedAt).FirstOrDefaultAsync(ct) : null;
        await recordRead.RunAsync(id, actor, null, ct);
        return Outcome.Done(new PlanPageData(
            NeedToKnow.Of(plan, sees.Value), NeedToKnow.Of(person, sees.Value), sites[plan.ReleasingSiteId], sites[plan.ParoleOfficeId], plan.ResidenceId is { } house ? sites[house] : null, sees.Value, PlanAccess.MayChange(plan, actor).Value,
            // somebody who sees a part of the plan sees the steps of their own role in it
            [.. (await StepsAsync(NeedToKnow.Of(plan, sees.Value), NeedToKnow.Of(person, sees.Value), sites, ct)).Where(s => full || actor.Holds(s.Item.Role, s.Item.SiteId))],
            gate is null ? [] : [.. ReleaseGate.Blocks(gate).Where(b => b.Code != "gate.not-yet")],
            stay is not null && (full || actor.IsAt(stay.ResidenceId)) ? stay : null,
            await db.Set<Journey>().AsNoTracking().FirstOrDefaultAsync(j => j.PlanId == id && j.State != JourneyState.Cancelled, ct),
            full ? await db.Set<Handoff>().AsNoTracking().Where(h => h.PlanId == id).OrderByDescending(h => h.Attempt).FirstOrDefaultAsync(ct) : null,
            conditions.Count(c => c.Kind == ConditionKind.Standard), conditions.Count(c => c.Kind != ConditionKind.Standard),
            full ? await db.Set<AuditEntry>().AsNoTracking().Where(a => a.PlanId == id && a.Act != RecordRead.Act).OrderByDescending(a => a.Id).Take(MostHistory).ToListAsync(ct) : [],
            full ? await NotesAsync(id, ct) : [],
            full ? await InstancesAsync(id, ct) : [])
        {
            WhySees = sees.Why,
            Officer = await NameAsync(plan.ParoleOfficerId, ct),
            CommunityOfficer = plan.CommunityOfficerId is { } cpo ? await NameAsync(cpo, ct) : null,
            ToCome = full ? await ahead.OfAsync(plan, ct) : [],
            Referrals = supervision ? await ReferralsAsync(plan, actor, full, ct) : [],
            Consent = full ? await db.Set<ResidencyConsent>().AsNoTracking().Where(c => c.PlanId == id).OrderByDescending(c => c.RecordedAt).FirstOrDefaultAsync(ct) : null,
            Conditions = conditions,
            Disclosures = full ? await db.Set<Disclosure>().AsNoTracking().Where(d => d.PlanId == id).OrderByDescending(d => d.SentAt).ToListAsync(ct) : [],
            Escalations = full ? await EscalationsAsync(id, ct) : [],
            Incidents = full ? await db.Set<WorkflowIncident>().AsNoTracking().Where(i => i.PlanId == id && i.ResolvedAt == null).OrderBy(i => i.RaisedAt).ToListAsync(ct) : [],
        });
    }

    /// <summary>What was done with a plan, newest first, page by page, reads included. For those who see the whole of it.</summary>
    public async Task<Outcome<Paged<AuditEntry>>> HistoryAsync(ReleasePlanId id, Actor actor, int page, int size, CancellationToken ct)
    {
        if (await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } plan) { return Outcome.NotFound<Paged<AuditEntry>>(); }
        var sees = await ViewOfAsync(plan, actor, ct);
        if (sees.Value != PlanView.Full) { return Outcome.Forbidden<Paged<AuditEntry>>(sees.Why.Code); }
        var entries = db.Set<AuditEntry>().AsNoTracking().Where(a => a.PlanId == id);
        return Outcome.Done(new Paged<AuditEntry>(await entries.OrderByDescending(a => a.Id).Skip((page - 1) * size).Take(size).ToListAsync(ct), await entries.CountAsync(ct)));
    }

    /// <summary>How much of a plan somebody may see, and why.</summary>
    public Task<Reasoned<PlanView>> ViewOfAsync(ReleasePlan plan, Actor actor, CancellationToken ct) => PlanScope.ViewAsync(db, plan, actor, ct);

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
        // a call that was tried again has several: the one that goes on speaks for the process
        orderby instance.ParentId != null, instance.Status == InstanceStatus.Cancelled, instance.StartedAt
        select new InstanceView(instance, definition.Version, definition.NameEn, definition.NameFr)).ToListAsync(ct);

    // a house sees its own answers, not who else was asked
    private async Task<IReadOnlyList<ReferralView>> ReferralsAsync(ReleasePlan plan, Actor actor, bool full, CancellationToken ct)
    {
        var found = await (
            from r in db.Set<BedReferral>().AsNoTracking()
            join s in db.Set<Site>() on r.ResidenceId equals s.Id
            where r.PlanId == plan.Id
            orderby r.Round descending, r.Rank
            select new ReferralView(r, s)).ToListAsync(ct);
        return full ? found : [.. found.Where(r => r.Referral.SentAt is not null && actor.IsAt(r.Residence.Id))];
    }

    private async Task<IReadOnlyList<EscalationView>> EscalationsAsync(ReleasePlanId id, CancellationToken ct) => await db.Set<Escalation>().AsNoTracking()
        .Where(e => e.PlanId == id).OrderByDescending(e => e.RaisedAt)
        .Select(e => new EscalationView(e, db.Set<StaffMember>().Where(s => s.Id == e.ToStaffId).Select(s => s.Name).FirstOrDefault())).ToListAsync(ct);

    private Task<string> NameAsync(StaffId id, CancellationToken ct) => db.Set<StaffMember>().Where(s => s.Id == id).Select(s => s.Name).SingleAsync(ct);
}
