using NodaTime;
using Npgsql;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>The same question as one SQL query over the tables, as somebody would write it who knows nothing of the rules in memory: the houses whose criteria do not
/// refuse this person and which have a bed that is free for the whole stay. It knows nothing of rank, reasons, first days and re-packing.</summary>
public static class NaiveSearch
{
    private const string Sql = """
        select f.id from facilities f join sites s on s.id = f.id
        where (f.opens_on is null or f.opens_on <= @arrive) and (f.closes_on is null or f.closes_on >= @depart)
          and (f.criteria_entered_at is null or (
            (@gender = '' or @gender = 'X' or cardinality(f.genders) = 0 or @gender = any(f.genders))
            and (@type = '' or cardinality(f.release_types) = 0 or @type = any(f.release_types))
            and (not @sexual or f.takes_sexual_offence) and (not @arson or f.takes_arson) and (not @violence or f.takes_violence) and (not @gang or f.takes_gang)
            and (not @oat or f.takes_opioid_agonist_therapy) and (not @unstable or f.takes_unstable_mental_health) and (not @children or f.takes_children)
            and (f.longest_stay_days is null or f.longest_stay_days >= @nights)
            and (cardinality(f.catchment) = 0 or @destination = '' or @destination = any(f.catchment) or @province = any(f.catchment))))
          and exists (
            select from beds b where b.residence_id = f.id and (f.criteria_entered_at is null or b.features @> @features)
              and (b.opens_on is null or b.opens_on <= @arrive) and (b.closes_on is null or b.closes_on >= @depart)
              and not exists (
                select from (select distinct on (spell_id) * from out_of_service_revisions o where o.bed_id = b.id order by spell_id, revision desc) l
                where not l.cancelled and l.from_on < @depart and (l.until_on is null or l.until_on >= @arrive))
              and not exists (
                select from bed_stays st where st.bed_id = b.id and st.state in ('Held', 'Confirmed', 'Arrived') and not (st.state = 'Held' and st.plan_id is null and st.held_until <= @now)
                  and st.occupies && daterange(@arrive, (select r.ready_on from unnest(@provinces, @turnarounds, @left, @ready) r(province, days, left_on, ready_on) where r.province = s.province and r.days = f.turnaround_days and r.left_on = @depart)))
              and not exists (
                select from bed_stays st where st.bed_id = b.id and st.residence_id = f.id and st.state = 'Arrived' and upper(st.nights) < (@now at time zone s.time_zone)::date
                  and daterange(lower(st.nights), (select r.ready_on from unnest(@provinces, @turnarounds, @left, @ready) r(province, days, left_on, ready_on) where r.province = s.province and r.days = f.turnaround_days and r.left_on = (@now at time zone s.time_zone)::date + 1))
                    && daterange(@arrive, (select r.ready_on from unnest(@provinces, @turnarounds, @left, @ready) r(province, days, left_on, ready_on) where r.province = s.province and r.days = f.turnaround_days and r.left_on = @depart)))
              and not exists (
                select from bed_stays st where st.bed_id = b.id and st.residence_id = f.id and st.state = 'Departed' and upper(st.occupies) > upper(st.nights) and upper(st.occupies) > @arrive
                  and daterange(upper(st.nights), upper(st.occupies)) && daterange(@arrive, (select r.ready_on from unnest(@provinces, @turnarounds, @left, @ready) r(province, days, left_on, ready_on) where r.province = s.province and r.days = f.turnaround_days and r.left_on = @depart))))
        """;

    public static async Task<HashSet<SiteId>> RunAsync(NpgsqlConnection connection, BedQuery query, CalendarData calendar, Instant now)
    {
        var needs = query.Needs;
        await using var command = new NpgsqlCommand(Sql, connection);
        void With(string name, object value) => command.Parameters.AddWithValue(name, value);
        With("arrive", query.Stay.ArriveOn.ToDateOnly());
        With("depart", query.Stay.DepartOn.ToDateOnly());
        With("nights", query.Nights);
        With("gender", needs.Gender ?? "");
        With("type", needs.ReleaseType?.Code() ?? "");
        With("sexual", needs.SexualOffence);
        With("arson", needs.Arson);
        With("violence", needs.Violence);
        With("gang", needs.Gang);
        With("oat", needs.OpioidAgonistTherapy);
        With("unstable", needs.UnstableMentalHealth);
        With("children", needs.WithChildren);
        With("destination", needs.Destination);
        With("province", needs.DestinationProvince ?? "");
        With("features", needs.BedFeatures.ToArray());
        var today = now.InUtc().Date;
        var days = Enumerable.Range(0, 4).Select(d => today.PlusDays(d - 1)).Append(query.Stay.DepartOn).Distinct().ToList();
        var ready = (from province in Enum.GetNames<Province>() from turnaround in Enumerable.Range(0, 6) from left in days select (province, turnaround, left)).ToList();
        With("now", now.ToDateTimeUtc());
        With("provinces", ready.Select(r => r.province).ToArray());
        With("turnarounds", ready.Select(r => r.turnaround).ToArray());
        With("left", ready.Select(r => r.left.ToDateOnly()).ToArray());
        With("ready", ready.Select(r => ReadyOn(r.left, r.turnaround, calendar.Days(r.province)).ToDateOnly()).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new HashSet<SiteId>();
        while (await reader.ReadAsync()) { found.Add(SiteId.From(reader.GetGuid(0))); }
        return found;
    }

    /// <summary>The day after the last of the working days in which the bed is made ready.</summary>
    private static LocalDate ReadyOn(LocalDate left, int days, WorkingDays working) => days == 0 ? left : working.Add(left, days).PlusDays(1);
}
