namespace ReleasePlanning.Database;

/// <summary>What the database itself holds about beds, in SQL because the model cannot say it. Applied by migrations.</summary>
public static class BedSafeguards
{
    /// <summary>Every residence is a facility with the beds it has by its capacity; whom it takes is entered later and never assumed.</summary>
    public const string FacilitiesOfSites = """
        create function make_facility() returns trigger language plpgsql as $$
        begin
            if new.kind in ('CommunityResidentialFacility', 'CommunityCorrectionalCentre') then
                insert into facilities (id, subtype, operator, street, postal_code, contact_name, phone, email, languages, genders, release_types,
                    takes_sexual_offence, takes_arson, takes_violence, takes_gang, takes_opioid_agonist_therapy, takes_unstable_mental_health, takes_children, indigenous_programme,
                    programmes, catchment, near, turnaround_days, answer_within_days, hold_days, notes)
                values (new.id, new.kind, '', '', '', '', '', '', array[]::text[], array[]::text[], array[]::text[], false, false, false, false, false, false, false, false,
                    array[]::text[], array[]::text[], array[]::text[], 0, 10, 10, '')
                on conflict do nothing;
                insert into beds (id, residence_id, label, features)
                select gen_random_uuid(), new.id, lpad(n::text, 2, '0'), array[]::text[] from generate_series(1, coalesce(new.capacity, 0)) n
                    where not exists (select from beds where residence_id = new.id)
                on conflict do nothing;
            end if;
            return new;
        end $$;
        create trigger a_residence_is_a_facility after insert or update of kind on sites for each row execute function make_facility();
        -- lets the function above make those of the sites that are there
        update sites set kind = kind where kind in ('CommunityResidentialFacility', 'CommunityCorrectionalCentre');
        """;

    public const string Beds = """
        update bed_stays set occupies = nights;
        alter table bed_stays drop constraint one_stay_per_bed_and_night;
        -- checked at once, except while the stays of one house change places among its beds
        alter table bed_stays add constraint one_stay_per_bed_and_night
            exclude using gist (bed_id with =, occupies with &&) where (state in ('Held', 'Confirmed', 'Arrived')) deferrable initially immediate;
        alter table bed_stays add constraint a_stay_occupies_its_nights check (lower(occupies) = lower(nights) and upper(occupies) >= upper(nights));
        create index stays_of_a_house_by_night on bed_stays using gist (residence_id, occupies) where (state in ('Held', 'Confirmed', 'Arrived'));

        alter table facility_contracts add constraint one_contract_at_a_time
            exclude using gist (facility_id with =, daterange(from_on, until_on, '[]') with &&);

        -- a stay is on a bed of its own house
        create function require_bed_of_the_house() returns trigger language plpgsql as $$
        begin
            if not exists (select from beds b where b.id = new.bed_id and b.residence_id = new.residence_id) then
                raise exception 'the bed is in another house' using errcode = 'check_violation', constraint = 'a_bed_of_the_house';
            end if;
            return new;
        end $$;
        create trigger a_bed_of_the_house before insert or update of bed_id, residence_id on bed_stays for each row execute function require_bed_of_the_house();

        create trigger bed_stay_events_append_only before update or delete on bed_stay_events for each row execute function refuse_rewriting();
        create trigger out_of_service_append_only before update or delete on out_of_service_revisions for each row execute function refuse_rewriting();
        """;

    /// <summary>How often anything a search reads of a house has changed. Counted up by the change's own transaction, so a version that was seen twice
    /// has nothing committed between. Statement by statement: loading many rows counts once a house.</summary>
    public const string Versions = """
        create table bed_space_versions (facility_id uuid primary key, version bigint not null) with (fillfactor = 50);

        create function count_bed_space_version() returns trigger language plpgsql as $$
        begin
            execute format('insert into bed_space_versions select distinct %I, 1 from changed order by 1
                on conflict (facility_id) do update set version = bed_space_versions.version + 1', tg_argv[0]);
            return null;
        end $$;

        create trigger stays_entered after insert on bed_stays referencing new table as changed for each statement execute function count_bed_space_version('residence_id');
        create trigger stays_changed after update on bed_stays referencing new table as changed for each statement execute function count_bed_space_version('residence_id');
        create trigger stays_removed after delete on bed_stays referencing old table as changed for each statement execute function count_bed_space_version('residence_id');
        create trigger beds_entered after insert on beds referencing new table as changed for each statement execute function count_bed_space_version('residence_id');
        create trigger beds_changed after update on beds referencing new table as changed for each statement execute function count_bed_space_version('residence_id');
        create trigger beds_removed after delete on beds referencing old table as changed for each statement execute function count_bed_space_version('residence_id');
        create trigger spells_entered after insert on out_of_service_revisions referencing new table as changed for each statement execute function count_bed_space_version('facility_id');
        create trigger contracts_entered after insert on facility_contracts referencing new table as changed for each statement execute function count_bed_space_version('facility_id');
        create trigger contracts_changed after update on facility_contracts referencing new table as changed for each statement execute function count_bed_space_version('facility_id');
        create trigger contracts_removed after delete on facility_contracts referencing old table as changed for each statement execute function count_bed_space_version('facility_id');
        create trigger facilities_changed after update on facilities referencing new table as changed for each statement execute function count_bed_space_version('id');
        create trigger sites_changed after update on sites referencing new table as changed for each statement execute function count_bed_space_version('id');
        """;

    /// <summary>Somebody resides in one place at a time; several houses may hold a bed for them until one is confirmed.</summary>
    public const string HoldsOfOnePerson = """
        alter table bed_stays drop constraint one_bed_per_person_and_night;
        alter table bed_stays add constraint one_bed_per_person_and_night
            exclude using gist (person_id with =, nights with &&) where (state in ('Confirmed', 'Arrived'));
        create index stays_of_a_person on bed_stays (person_id) where (state in ('Held', 'Confirmed', 'Arrived'));
        """;

    /// <summary>Whoever waits first for a house is woken in the very transaction that frees a night of it, whichever act that is. Each entry has a timer of its own
    /// that never falls due by itself; here it is brought forward. A row is changed and none is made, so no other plan is locked.</summary>
    public const string Waitlists = """
        create function wake_waitlist(house uuid) returns void language sql as $$
            update workflow_timers t set due_at = w.joined_at
            from (select id, plan_id, joined_at from bed_waitlist where facility_id = house and state = 'Waiting' order by position limit 1) w
            where t.plan_id = w.plan_id and t.element_id = 'waitlist-turn:' || w.id and t.due_at > w.joined_at
        $$;

        create function nights_freed() returns trigger language plpgsql as $$
        begin
            if old.state in ('Held', 'Confirmed', 'Arrived')
                and (new.state not in ('Held', 'Confirmed', 'Arrived') or not new.occupies @> old.occupies or new.bed_id <> old.bed_id) then
                perform wake_waitlist(new.residence_id);
            end if;
            return null;
        end $$;
        create trigger nights_freed after update on bed_stays for each row execute function nights_freed();

        create function bed_added() returns trigger language plpgsql as $$
        begin
            perform wake_waitlist(new.residence_id);
            return null;
        end $$;
        create trigger bed_added after insert or update on beds for each row execute function bed_added();

        create function spell_changed() returns trigger language plpgsql as $$
        begin
            perform wake_waitlist(new.facility_id);
            return null;
        end $$;
        create trigger spell_changed after insert on out_of_service_revisions for each row execute function spell_changed();
        """;

    /// <summary>Beds that are being made ready are asked about by every search, and are few among all who have ever left.</summary>
    public const string BedsMadeReady = """
        create index beds_made_ready on bed_stays (residence_id, upper(occupies)) where (state = 'Departed' and upper(occupies) > upper(nights));
        """;

    /// <summary>Nobody who needs a residence is released while no house has promised a bed for the night they arrive. That night is the day of the journey's arrival, where it
    /// fits the release day, as <c>StayNights</c> counts it.</summary>
    public const string BedBeforeRelease = """
        create function require_bed() returns trigger language plpgsql as $$
        begin
            if new.released_at is not null and old.released_at is null and new.needs_residence and not exists (
                select from bed_stays s join sites h on h.id = s.residence_id
                where s.plan_id = new.id and s.state in ('Confirmed', 'Arrived') and s.nights @>
                    case when (new.arrival_expected_at at time zone h.time_zone)::date between new.release_on and new.release_on + 7
                        then (new.arrival_expected_at at time zone h.time_zone)::date else new.release_on end)
            then
                raise exception 'no bed is confirmed for the night of release' using errcode = 'check_violation', constraint = 'bed_confirmed_before_release';
            end if;
            return new;
        end $$;
        -- after the hard gates: triggers fire in the order of their names
        create trigger hard_gates_then_bed before update on release_plans for each row execute function require_bed();
        """;
}
