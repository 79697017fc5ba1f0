namespace ReleasePlanning.Database;

/// <summary>The rules about absences and about people who left that the database itself holds. Applied by a migration.</summary>
public static class CoverSafeguards
{
    public const string Create = """
        -- nobody is away twice at once: not from everything, and not from the same role at the same site; what was called off leaves its days free
        alter table absences add constraint one_absence_at_a_time exclude using gist (
            staff_id with =, (coalesce(role, '')) with =, (coalesce(site_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =,
            (daterange(from_on, greatest(from_on, least(until_on + 1, coalesce(ended_on, until_on + 1))), '[)')) with &&);

        -- who covers for whom, one row a way: a sudden absence may give single plans to somebody else
        create view stand_ins as
            select a.id as absence_id, a.staff_id, coalesce(p.cover_id, a.cover_id) as cover_id, a.from_on, least(a.until_on, a.ended_on - 1) as last_on, a.role, a.site_id, p.plan_id
            from absences a
            cross join lateral (select null::uuid as plan_id, null::uuid as cover_id union all select c.plan_id, c.cover_id from plan_covers c where c.absence_id = a.id) p;

        -- nothing is ever addressed to a person who left. The key-share lock waits for a departure that is being recorded, and for nothing else
        create function refuse_who_left() returns trigger language plpgsql as $$
        declare
            who uuid;
            here boolean;
        begin
            execute format('select ($1).%I', tg_argv[0]) into who using new;
            select s.active into here from staff s where s.id = who for key share;
            if here = false then
                raise exception '% names somebody who left', tg_table_name using errcode = 'check_violation', constraint = 'nothing_for_who_left';
            end if;
            return new;
        end $$;
        create trigger notification_to_who_left before insert on notifications for each row execute function refuse_who_left('staff_id');
        create trigger escalation_to_who_left before insert or update of to_staff_id on escalations for each row when (new.to_staff_id is not null) execute function refuse_who_left('to_staff_id');
        create trigger work_of_who_left before insert or update of owner_id on work_items for each row when (new.owner_id is not null and new.state = 'Open') execute function refuse_who_left('owner_id');
        create trigger plan_of_who_left before insert or update of parole_officer_id on release_plans for each row
            when (new.status in ('Active', 'Released')) execute function refuse_who_left('parole_officer_id');
        create trigger handoff_to_who_left before insert or update of community_officer_id on release_plans for each row
            when (new.community_officer_id is not null and new.status in ('Active', 'Released')) execute function refuse_who_left('community_officer_id');
        create trigger cover_by_who_left before insert or update of cover_id on absences for each row execute function refuse_who_left('cover_id');
        create trigger plan_cover_by_who_left before insert or update of cover_id on plan_covers for each row execute function refuse_who_left('cover_id');

        -- and nobody leaves while somebody waits for them
        create function refuse_leaving_with_work() returns trigger language plpgsql as $$
        begin
            if exists (select from work_items w where w.owner_id = new.id and w.state = 'Open')
                or exists (select from release_plans p where new.id in (p.parole_officer_id, p.community_officer_id) and p.status in ('Active', 'Released')) then
                raise exception 'open work has no taker' using errcode = 'check_violation', constraint = 'open_work_has_a_taker';
            end if;
            return new;
        end $$;
        create trigger work_before_leaving before update of active on staff for each row when (old.active and not new.active) execute function refuse_leaving_with_work();
        """;

    /// <summary>Applied by a later migration: what is over is found by its last day, and an open inbox of who stands in hears of new work at once.</summary>
    public const string FindByDay = """
        create or replace view stand_ins as
            select a.id as absence_id, a.staff_id, coalesce(p.cover_id, a.cover_id) as cover_id, a.from_on, least(a.until_on, a.ended_on - 1) as last_on, a.role, a.site_id, p.plan_id, a.until_on
            from absences a
            cross join lateral (select null::uuid as plan_id, null::uuid as cover_id union all select c.plan_id, c.cover_id from plan_covers c where c.absence_id = a.id) p;
        create or replace function tell_owner() returns trigger language plpgsql as $$
        begin
            perform pg_notify('inbox', new.owner_id::text);
            -- only a hint to look: who really stands in is decided when they do
            perform pg_notify('inbox', s.cover_id::text) from stand_ins s
                where s.staff_id = new.owner_id and current_date between s.from_on - 1 and s.last_on + 1 and (s.plan_id is null or s.plan_id = new.plan_id);
            return null;
        end $$;
        """;
}
