using NodaTime;

namespace ReleasePlanning.People;

/// <summary>Somebody away between two days, and who does their work: all of it, or in one role at one site, or in one plan.</summary>
public sealed record Away(StaffId Staff, StaffId Cover, LocalDate FromOn, LocalDate UntilOn, string? Role = null, SiteId? Site = null, ReleasePlanId? Plan = null)
{
    public bool AppliesTo(Work work, LocalDate day) =>
        FromOn <= day && day <= UntilOn && (Role is null || Role == work.Role) && (Site is null || Site == work.Site) && (Plan is null || Plan == work.Plan);

    internal int Narrowness => (Plan is null ? 0 : 4) + (Role is null ? 0 : 2) + (Site is null ? 0 : 1);
}

/// <summary>What is to be done: in which role, where, in which plan. What is not known is null and only meets absences that are not narrowed by it.</summary>
public sealed record Work(string? Role = null, SiteId? Site = null, ReleasePlanId? Plan = null)
{
    public static Work Any { get; } = new();
}

/// <summary>Who acts, until when at the latest, and why it is not the person themselves; nobody when a supervisor has to.</summary>
public sealed record Standing(StaffId? Acts, LocalDate? UntilOn, Reason? Why)
{
    public bool NeedsSupervisor => Acts is null;
}

/// <summary>Pure: follows covers until somebody is there. Covers who cover each other, who left, or who lost the role end the way: then a supervisor acts.</summary>
public static class StandInRule
{
    public static Standing Find(StaffId staff, Work work, LocalDate day, IReadOnlyCollection<Away> absences, Func<StaffId, Colleague?> colleagues)
    {
        var name = colleagues(staff)?.Name ?? "";
        if (colleagues(staff) is { Active: false }) { return new(null, null, new Reason("cover.owner-left", name)); }
        var (at, until, passed) = (staff, (LocalDate?)null, new HashSet<StaffId> { staff });
        while (AwayOn(at) is { } away)
        {
            until = until is { } before ? LocalDate.Min(before, away.UntilOn) : away.UntilOn;
            var cover = colleagues(away.Cover);
            if (cover is not { Active: true }) { return new(null, until, new Reason("cover.cover-left", name, cover?.Name ?? "")); }
            if (!cover.MayDo(work)) { return new(null, until, new Reason("cover.cover-lost-role", name, cover.Name)); }
            if (!passed.Add(away.Cover)) { return new(null, until, new Reason("cover.covers-in-a-circle", name)); }
            at = away.Cover;
        }
        return at == staff ? new(staff, null, null)
            : new(at, until, passed.Count == 2 ? new Reason("cover.stands-in", name, until) : new Reason("cover.stands-in-for-several", name, until));

        Away? AwayOn(StaffId who) => absences.Where(a => a.Staff == who && a.AppliesTo(work, day)).OrderByDescending(a => a.Narrowness).FirstOrDefault();
    }
}
