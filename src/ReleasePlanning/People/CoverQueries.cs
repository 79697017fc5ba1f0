using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Whether somebody still works here, and for whom they stand in at this moment: one query, made for every request.</summary>
public sealed class CoverQueries(ReleasePlanningDb db, IClock clock)
{
    /// <summary>Null for somebody who left or never was.</summary>
    public async Task<ImmutableArray<Cover>?> TodayAsync(StaffId me, IReadOnlyCollection<SiteRole> roles, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        // which day it is differs from zone to zone: what may count anywhere is read, and what counts there is decided below
        var (first, last) = (now.InUtc().Date.PlusDays(-1).ToDateOnly(), now.InUtc().Date.PlusDays(1).ToDateOnly());
        var rows = await db.Database.SqlQuery<Row>($"""
            with recursive away as materialized (
                select staff_id, cover_id, from_on, last_on, role, site_id, plan_id from stand_ins where until_on >= {first} and from_on <= {last} and last_on >= {first}),
            ways as (
                select * from away where cover_id = {me.Value}
                union
                select a.* from away a join ways w on a.cover_id = w.staff_id),
            mine as (select * from away where staff_id in (select staff_id from ways))
            select w.staff_id as "Staff", w.cover_id as "Cover", w.from_on as "FromOn", w.last_on as "LastOn", w.role as "Role", w.site_id as "Site", w.plan_id as "Plan",
                who.name as "Name", r.role as "HeldRole", r.site_id as "HeldSite", at.time_zone as "Zone", at.parole_office_id as "Office"
            from staff me
            left join (select * from mine union select * from away where staff_id = {me.Value} and exists (select from mine)) w on true
            left join staff who on who.id = w.staff_id and who.active
            left join staff_roles r on r.staff_id = who.id
            left join sites at on at.id = r.site_id
            where me.id = {me.Value} and me.active
            """).ToListAsync(ct);
        return rows.Count == 0 ? null : CoversOf(me, roles, [.. rows.Where(r => r is { Staff: not null, HeldSite: not null })], now);
    }

    /// <summary>The same person with whom they stand in for; for acts that no request brings.</summary>
    public async Task<Actor> WithCoversAsync(Actor actor, CancellationToken ct) =>
        actor.StaffId is { } me && await TodayAsync(me, actor.Roles, ct) is { } covers ? actor with { Covers = covers } : actor;

    private static ImmutableArray<Cover> CoversOf(StaffId me, IReadOnlyCollection<SiteRole> roles, IReadOnlyList<Row> rows, Instant now)
    {
        var absences = rows.Select(r => new Away(
            new(r.Staff!.Value), new(r.Cover!.Value), LocalDate.FromDateOnly(r.FromOn!.Value), LocalDate.FromDateOnly(r.LastOn!.Value),
            r.Role, r.Site is { } s ? new SiteId(s) : null, r.Plan is { } p ? new ReleasePlanId(p) : null)).Distinct().ToList();
        var zones = rows.Where(r => r.Zone is not null).GroupBy(r => new SiteId(r.HeldSite!.Value)).ToDictionary(g => g.Key, g => DateTimeZoneProviders.Tzdb[g.First().Zone!]);
        var known = rows.GroupBy(r => new StaffId(r.Staff!.Value)).ToDictionary(
            g => g.Key, g => new Colleague(g.Key, g.First().Name!, true, [.. g.Select(r => new SiteRole(r.HeldRole!, new(r.HeldSite!.Value))).Distinct()]));
        known[me] = new Colleague(me, "", true, [.. roles]);
        var houses = rows.Where(r => r.Office is not null).Select(r => (House: new SiteId(r.HeldSite!.Value), Office: new SiteId(r.Office!.Value))).Distinct().ToList();
        foreach (var (id, one) in known.ToList()) { known[id] = one with { Houses = [.. houses.Where(h => one.SupervisesAt(h.Office)).Select(h => h.House)] }; }
        return [.. known.Values.Where(k => k.Id != me).OrderBy(k => k.Name, StringComparer.Ordinal).SelectMany(k => CoverRule.Of(me, k, absences, known, site => now.InZone(zones[site]).Date))];
    }

    private sealed record Row(
        Guid? Staff, Guid? Cover, DateOnly? FromOn, DateOnly? LastOn, string? Role, Guid? Site, Guid? Plan, string? Name, string? HeldRole, Guid? HeldSite, string? Zone, Guid? Office);
}
