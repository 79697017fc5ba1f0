using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Who hears: a person in a position.</summary>
/// <param name="StaffId">Null only when nobody at all could be found, not even an administrator.</param>
/// <param name="PassedOnFrom">The position it was meant for, when nobody holds it.</param>
public sealed record Recipient(string Role, StaffId? StaffId, LadderPosition? PassedOnFrom);

/// <summary>Finds the person who can act in a position today. Where nobody holds it, the positions named instead, else those above; in the end the administrator
/// of the region, so that nothing overdue is ever silent.</summary>
public sealed class ChooseRecipient(ReleasePlanningDb db, PlanPlaces places, ChooseOwner chooseOwner)
{
    /// <summary>Where to look next when nobody holds a position.</summary>
    private static readonly LadderPosition[] Above =
    [
        new(Roles.ParoleOfficerSupervisor, "destination"), new(Roles.ManagerAssessmentInterventions, "releasing"), new(Roles.AreaDirector, "destination"),
        new(Roles.AssistantWardenInterventions, "releasing"), new(Roles.DistrictDirector, "region"), new(Roles.Administrator, "region"),
    ];

    // many steps of one backlog go to the same few people
    private readonly Dictionary<(string Role, SiteId Site, LocalDate Day), StaffId?> responsible = [];
    private readonly Dictionary<(StaffId Staff, Work Work, LocalDate Day), StaffId?> acts = [];

    /// <summary>For a rung: the owner of the step or whoever stands in for them, or a position.</summary>
    public async Task<Recipient> RunAsync(ReleasePlan plan, WorkItem item, LadderRung rung, Instant now, CancellationToken ct)
    {
        if (!rung.To.IsOwner) { return await OfPositionAsync(plan, rung.To, rung.OtherwiseGiven, now, ct); }
        var site = await places.SiteAsync(item.SiteId, ct);
        var today = now.InZone(PlanPlaces.Zone(site)).Date;
        if (item.OwnerId is { } owner && await ActsAsync(owner, new Work(item.Role, item.SiteId, item.PlanId), today, ct) is { } acting) { return new(item.Role, acting, null); }
        // nobody owns it, or nobody stands in: whoever holds the role here today, else those above
        if (await HolderAsync(plan.Id, item.Role, site, now, ct) is { } other) { return new(item.Role, other, null); }
        return await PassOnAsync(plan, new(item.Role), rung.OtherwiseGiven, now, ct);
    }

    /// <summary>For a position, with those that come instead when nobody holds it.</summary>
    public async Task<Recipient> OfPositionAsync(ReleasePlan plan, LadderPosition position, IReadOnlyList<LadderPosition> otherwise, Instant now, CancellationToken ct) =>
        await HolderAsync(plan, position, now, ct) is { } holder ? new(position.Role, holder, null) : await PassOnAsync(plan, position, otherwise, now, ct);

    public async Task<DateTimeZone> ZoneAsync(WorkItem item, CancellationToken ct) => PlanPlaces.Zone(await places.SiteAsync(item.SiteId, ct));

    private async Task<Recipient> PassOnAsync(ReleasePlan plan, LadderPosition from, IReadOnlyList<LadderPosition> otherwise, Instant now, CancellationToken ct)
    {
        foreach (var position in otherwise.Concat(Above))
        {
            if (await HolderAsync(plan, position, now, ct) is { } holder) { return new(position.Role, holder, from); }
        }
        // not every region has an administrator of its own
        var administrator = await db.Set<StaffMember>().Where(s => s.Active && s.Roles.Any(r => r.Role == Roles.Administrator)).OrderBy(s => s.SignIn).Select(s => (StaffId?)s.Id).FirstOrDefaultAsync(ct);
        return new(administrator is null ? from.Role : Roles.Administrator, administrator, from);
    }

    private async Task<StaffId?> HolderAsync(ReleasePlan plan, LadderPosition position, Instant now, CancellationToken ct) =>
        await HolderAsync(plan.Id, position.Role, await places.SiteAsync(plan, position.At, ct), now, ct);

    private async Task<StaffId?> HolderAsync(ReleasePlanId plan, string role, Site site, Instant now, CancellationToken ct)
    {
        var day = now.InZone(PlanPlaces.Zone(site)).Date;
        if (!responsible.TryGetValue((role, site.Id, day), out var holder))
        {
            responsible[(role, site.Id, day)] = holder = await chooseOwner.RunAsync(role, site.Id, null, day, ct);
        }
        return holder is { } staff ? await ActsAsync(staff, new Work(role, site.Id, plan), day, ct) : null;
    }

    private async Task<StaffId?> ActsAsync(StaffId staff, Work work, LocalDate day, CancellationToken ct)
    {
        if (acts.TryGetValue((staff, work, day), out var known)) { return known; }
        return acts[(staff, work, day)] = (await StandIn.WhoAsync(db, staff, work, day, ct)).Acts;
    }
}
