using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>What launching would give: the dates with their reason, and who and what is involved.</summary>
public sealed record LaunchPreview(Person Person, Site Institution, Site ParoleOffice, ReleaseDates Dates, int WorkflowVersion, Nearness Near);

/// <summary>A step that opens at once, and when it would be due if there were time.</summary>
public sealed record FirstStep(WorkItem Item, Instant? NormallyAt);

/// <summary>Launches a release plan: checks that it may, adds it, starts its workflow; the database keeps a person to one open plan.</summary>
public sealed class LaunchReleasePlan(ReleasePlanningDb db, StartWorkflow startWorkflow, ArmStartTimers armStartTimers, ExpeditePlan expedite, PlanPlaces places, IClock clock)
{
    public const string Process = "release-plan";

    /// <summary>The same checks and dates as launching, without launching.</summary>
    public async Task<Outcome<LaunchPreview>> PreviewAsync(LaunchRequest request, Actor actor, CancellationToken ct)
    {
        var person = await db.Set<Person>().FirstOrDefaultAsync(p => p.Id == request.PersonId, ct);
        if (person is null) { return Outcome.NotFound<LaunchPreview>(); }
        if (!actor.Holds(Roles.InstitutionalParoleOfficer, person.InstitutionId) && !actor.Holds(Roles.ManagerAssessmentInterventions, person.InstitutionId))
        {
            return Outcome.Forbidden<LaunchPreview>("launch.not-your-institution");
        }
        var open = await db.Set<ReleasePlan>().Where(p => p.PersonId == person.Id && (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released))
            .Select(p => p.Number).FirstOrDefaultAsync(ct);
        if (open is not null) { return Outcome.Conflict<LaunchPreview>("launch.has-open-plan", open); }

        var office = await db.Set<Site>().FirstOrDefaultAsync(s => s.Id == request.ParoleOfficeId && s.Kind == SiteKind.ParoleOffice, ct);
        if (office is null) { return Outcome.Refused<LaunchPreview>("paroleOfficeId", "launch.unknown-office"); }
        var institution = await places.SiteAsync(person.InstitutionId, ct);
        var today = clock.GetCurrentInstant().InZone(PlanPlaces.Zone(institution)).Date;
        var (dates, problems) = LaunchRules.Check(request, person, today, await places.DaysAsync(institution, ct));
        if (dates is null) { return Outcome.Refused<LaunchPreview>(problems); }
        var version = await db.Set<WorkflowDefinition>().Where(d => d.ProcessId == Process).MaxAsync(d => (int?)d.Version, ct) ?? 0;
        return version == 0
            ? Outcome.Conflict<LaunchPreview>("launch.no-workflow")
            : Outcome.Done(new LaunchPreview(person, institution, office, dates, version, await expedite.LookAsync(PlanOf(request, person, office, dates, actor, clock.GetCurrentInstant()), person, clock.GetCurrentInstant(), ct)));
    }

    public async Task<Outcome<ReleasePlan>> RunAsync(LaunchRequest request, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var launched = await StartAsync(request, isRehearsal: false, actor, ct);
        if (launched.IsDone) { await transaction.CommitAsync(ct); }
        return launched;
    }

    /// <summary>Launches and takes it back: the steps that would open at once, with their owners and due dates, from the very computation that launching is.</summary>
    public async Task<Outcome<IReadOnlyList<FirstStep>>> RehearseAsync(LaunchRequest request, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var launched = await StartAsync(request, isRehearsal: true, actor, ct);
        if (!launched.IsDone) { return launched.As<IReadOnlyList<FirstStep>>(); }
        var plan = launched.Value!;
        (plan.ExpeditedAt, plan.NotPracticable) = (null, null);
        var opened = new List<FirstStep>();
        foreach (var item in db.Set<WorkItem>().Local.OrderBy(w => w.DueAt ?? Instant.MaxValue))
        {
            var site = await places.SiteAsync(item.SiteId, ct);
            opened.Add(new FirstStep(item, StepDue.OfStep(plan, item.DueRule, item.DateForce, item.OpenedAt, site, await places.CalendarAsync(site, ct)).At));
        }
        await transaction.RollbackAsync(ct);
        // the rows are gone: a later save must not believe in them
        db.ChangeTracker.Clear();
        return Outcome.Done<IReadOnlyList<FirstStep>>(opened);
    }

    private async Task<Outcome<ReleasePlan>> StartAsync(LaunchRequest request, bool isRehearsal, Actor actor, CancellationToken ct)
    {
        var preview = await PreviewAsync(request, actor, ct);
        if (!preview.IsDone) { return preview.As<ReleasePlan>(); }
        var (person, _, office, dates, _, near) = preview.Value!;
        if (!isRehearsal && LegalMinimums.Missing(near.Minimums, request.NotPracticable) is { } missing) { return Outcome.Refused<ReleasePlan>(missing); }
        var now = clock.GetCurrentInstant();
        var plan = PlanOf(request, person, office, dates, actor, now);
        var locked = db.AddPlan(plan);
        db.Add(AuditEntry.OfPlan(plan.Id, actor, now, "plan.launched", new Reason("audit.plan.launched", "@release-type." + plan.ReleaseType, plan.ReleaseOn)));
        // a rehearsal shows the dates as they are once the reason is given
        expedite.Mark(plan, near, isRehearsal ? request.NotPracticable ?? "…" : request.NotPracticable, actor, now);
        // the plan's row comes first: it is where a second launch at the same moment is stopped
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<ReleasePlan>(refused.Reason.Code, [.. refused.Reason.Args]); }

        var beyond = !string.Equals(plan.DestinationCommunity, person.PlaceOfConviction, StringComparison.OrdinalIgnoreCase);
        try
        {
            await startWorkflow.RunAsync(locked, Process, PlanFacts.Of(plan, person, beyond), actor, now, ct);
            await armStartTimers.OfPlanAsync(locked, now, ct);
            await expedite.TellAsync(plan, actor, now, ct);
        }
        // the transaction is not committed: nothing of the plan stays
        catch (InterpreterException e) { return Outcome.Conflict<ReleasePlan>("launch.workflow-cannot-start", e.Message, e.MessageFr); }
        await db.SaveChangesAsync(ct);
        return Outcome.Done(plan);
    }

    private static ReleasePlan PlanOf(LaunchRequest request, Person person, Site office, ReleaseDates dates, Actor actor, Instant now) => new()
    {
        Id = ReleasePlanId.New(), PersonId = person.Id, ReleaseType = request.ReleaseType, ReleasingSiteId = person.InstitutionId, ParoleOfficeId = office.Id,
        DestinationCommunity = request.DestinationCommunity.Trim(), DestinationAddress = request.DestinationAddress.Trim(),
        NeedsResidence = request.NeedsResidence, ResidencyCondition = request.ReleaseType == ReleaseType.StatutoryReleaseWithResidency,
        EntitlementOn = dates.EntitlementOn, ReleaseOn = dates.ReleaseOn, ReleaseReason = dates.Why, EarlyApproval = request.EarlyApproval?.Trim(),
        HearingOn = request.HearingOn, ReturnOn = request.ReturnOn, ParoleOfficerId = actor.StaffId!.Value, LaunchedAt = now, LaunchedBy = actor.StaffId.Value,
    };
}
