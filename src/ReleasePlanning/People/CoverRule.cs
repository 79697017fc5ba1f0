using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.People;

/// <summary>Pure: what somebody covers of a colleague's work, by asking for each of the colleague's roles (and each plan given away by itself) who acts there today.</summary>
public static class CoverRule
{
    public static IEnumerable<Cover> Of(StaffId me, Colleague away, IReadOnlyCollection<Away> absences, IReadOnlyDictionary<StaffId, Colleague> known, Func<SiteId, LocalDate> today)
    {
        var plans = absences.Select(a => a.Plan).OfType<ReleasePlanId>().Distinct().ToList();
        var everywhere = RolesWhere(null);
        var special = plans.ToDictionary(p => p, p => RolesWhere(p));
        if (everywhere.Count > 0)
        {
            yield return new(away.Id, away.Name, Until(everywhere), Roles(everywhere), null, [.. special.Where(s => s.Value.Count == 0).Select(s => s.Key)]);
            yield break;
        }
        var only = special.Where(s => s.Value.Count > 0).ToList();
        if (only.Count > 0) { yield return new(away.Id, away.Name, Until(only[0].Value), Roles(only[0].Value), [.. only.Select(o => o.Key)], []); }

        List<(SiteRole Role, LocalDate UntilOn)> RolesWhere(ReleasePlanId? plan) =>
        [
            .. from role in away.Roles
               let standing = StandInRule.Find(away.Id, new(role.Role, role.SiteId, plan), today(role.SiteId), absences, known.GetValueOrDefault)
               where standing.Acts == me
               select (role, standing.UntilOn!.Value),
        ];
        static LocalDate Until(List<(SiteRole, LocalDate UntilOn)> roles) => roles.Min(r => r.UntilOn);
        static ImmutableArray<SiteRole> Roles(List<(SiteRole Role, LocalDate)> roles) => [.. roles.Select(r => r.Role)];
    }
}
