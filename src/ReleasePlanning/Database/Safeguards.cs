namespace ReleasePlanning.Database;

/// <summary>The rules that the database itself holds, in SQL because the model cannot say them. Applied by migrations.</summary>
public static class Safeguards
{
    public const string Create = """
        -- a bed is never promised to two people for the same night, and nobody has two beds; the departure day is free
        alter table bed_stays add constraint one_stay_per_bed_and_night
            exclude using gist (bed_id with =, nights with &&) where (state in ('Held', 'Confirmed', 'Arrived'));
        alter table bed_stays add constraint one_bed_per_person_and_night
            exclude using gist (person_id with =, nights with &&) where (state in ('Held', 'Confirmed', 'Arrived'));
        alter table bed_stays add constraint a_stay_has_nights
            check (not isempty(nights) and lower_inf(nights) = false and upper_inf(nights) = false);

        -- residency at a community correctional centre on statutory release is not valid without the written consent (CCRA s.133(4.4))
        create function require_residency_consent() returns trigger language plpgsql as $$
        begin
            if new.state in ('Confirmed', 'Arrived')
                and exists (select from sites s where s.id = new.residence_id and s.kind = 'CommunityCorrectionalCentre')
                and exists (select from release_plans p where p.id = new.plan_id and p.release_type = 'StatutoryReleaseWithResidency')
                and not exists (select from residency_consents c where c.plan_id = new.plan_id and c.residence_id = new.residence_id and c.given)
            then
                raise exception 'no recorded consent to residency at a community correctional centre'
                    using errcode = 'check_violation', constraint = 'consent_before_confirmed_residency';
            end if;
            return new;
        end $$;
        create trigger consent_before_confirmed_residency before insert or update on bed_stays for each row execute function require_residency_consent();

        -- nobody is recorded as released while the police have not been told what is true now, or while a hard gate is open
        create function require_hard_gates() returns trigger language plpgsql as $$
        begin
            if new.released_at is not null and old.released_at is null then
                if not exists (select from disclosures d where d.plan_id = new.id and d.kind = 'Police' and d.superseded_at is null) then
                    raise exception 'the police have not been notified' using errcode = 'check_violation', constraint = 'police_notified_before_release';
                end if;
                if exists (select from work_items w where w.plan_id = new.id and w.state = 'Open' and w.hard_gate and w.form <> 'record-release') then
                    raise exception 'a hard gate is open' using errcode = 'check_violation', constraint = 'hard_gates_closed_before_release';
                end if;
            end if;
            return new;
        end $$;
        create trigger hard_gates_before_release before update on release_plans for each row execute function require_hard_gates();

        -- what is written once is never rewritten
        create function refuse_rewriting() returns trigger language plpgsql as $$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end $$;
        create trigger audit_append_only before update or delete on audit_entries for each row execute function refuse_rewriting();
        create trigger audit_no_truncate before truncate on audit_entries for each statement execute function refuse_rewriting();
        create trigger history_append_only before update or delete on workflow_history for each row execute function refuse_rewriting();
        create trigger definitions_immutable before update or delete on workflow_definitions for each row execute function refuse_rewriting();

        -- each audit line carries the hash of the line before it in its stream; the lock makes the order one
        create function audit_hash(previous text, e audit_entries) returns text language sql immutable as $$
            select encode(sha256(convert_to(concat_ws('|', previous, e.stream, extract(epoch from e.at)::text, e.actor_id::text, e.actor_name,
                e.act, e.plan_id::text, e.work_item_id::text, e.detail::text), 'UTF8')), 'hex')
        $$;
        create function chain_audit() returns trigger language plpgsql as $$
        declare previous text;
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.stream, 7));
            select hash into previous from audit_entries where stream = new.stream order by id desc limit 1;
            new.hash := audit_hash(coalesce(previous, ''), new);
            return new;
        end $$;
        create trigger audit_chain before insert on audit_entries for each row execute function chain_audit();
        create function broken_audit_lines() returns table (stream text, id bigint) language sql stable as $$
            select e.stream, e.id from (
                select a as entry, a.stream, a.id, coalesce(lag(a.hash) over (partition by a.stream order by a.id), '') as previous from audit_entries a) e
            where (e.entry).hash <> audit_hash(e.previous, e.entry)
        $$;

        -- a worker sleeping until the next due time is woken by the commit that arms an earlier one; an open inbox hears of new messages
        create function wake_timers() returns trigger language plpgsql as $$
        begin
            perform pg_notify('workflow_timers', '');
            return null;
        end $$;
        create trigger timers_armed after insert on workflow_timers for each statement execute function wake_timers();
        create trigger timers_moved after update of due_at, parked on workflow_timers for each row
            when (old.due_at is distinct from new.due_at or old.parked is distinct from new.parked) execute function wake_timers();
        create function tell_inbox() returns trigger language plpgsql as $$
        begin
            perform pg_notify('inbox', new.staff_id::text);
            return null;
        end $$;
        create trigger notification_told after insert on notifications for each row execute function tell_inbox();
        create function tell_owner() returns trigger language plpgsql as $$
        begin
            perform pg_notify('inbox', new.owner_id::text);
            return null;
        end $$;
        create trigger work_given after insert on work_items for each row when (new.owner_id is not null) execute function tell_owner();
        create trigger work_moved after update of owner_id on work_items for each row
            when (new.owner_id is not null and new.owner_id is distinct from old.owner_id) execute function tell_owner();
        """;

    /// <summary>Applied by the second migration. The number is given under the lock as well: one given before it, by the identity column, is not the order
    /// in which two writers of a stream chain their lines, and the chain would look broken.</summary>
    public const string ChainAuditInOrder = """
        create or replace function chain_audit() returns trigger language plpgsql as $$
        declare previous text;
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.stream, 7));
            new.id := nextval(pg_get_serial_sequence('audit_entries', 'id'));
            select hash into previous from audit_entries where stream = new.stream order by id desc limit 1;
            new.hash := audit_hash(coalesce(previous, ''), new);
            return new;
        end $$;
        """;

    /// <summary>Every commit that notifies takes one lock of the whole server until it is on disk, so commits that wake a worker wait for each other.
    /// Workers look by themselves once a minute: a timer further away than two needs no call.</summary>
    public const string WakeForWhatIsNear = """
        drop trigger timers_armed on workflow_timers;
        drop trigger timers_moved on workflow_timers;
        drop function wake_timers();
        create function wake_for_armed_timers() returns trigger language plpgsql as $$
        begin
            if exists (select from armed where due_at < clock_timestamp() + interval '2 minutes') then perform pg_notify('workflow_timers', ''); end if;
            return null;
        end $$;
        create trigger timers_armed after insert on workflow_timers referencing new table as armed for each statement execute function wake_for_armed_timers();
        create function wake_for_moved_timer() returns trigger language plpgsql as $$
        begin
            perform pg_notify('workflow_timers', '');
            return null;
        end $$;
        create trigger timers_moved after update of due_at, parked on workflow_timers for each row
            when ((old.due_at is distinct from new.due_at or old.parked is distinct from new.parked) and new.due_at < clock_timestamp() + interval '2 minutes')
            execute function wake_for_moved_timer();
        """;

    /// <summary>A worker that sleeps until the next timer is woken by a signal for another plan as well.</summary>
    public const string WakeForSignals = """
        create function wake_for_signals() returns trigger language plpgsql as $$
        begin
            perform pg_notify('workflow_timers', '');
            return null;
        end $$;
        create trigger signals_on_their_way after insert on signal_deliveries for each statement execute function wake_for_signals();
        create trigger signals_freed after update of parked on signal_deliveries for each row when (old.parked and not new.parked) execute function wake_for_signals();
        """;

    /// <summary>A published ladder is never rewritten: a step that climbed it can always be explained. What was raised before belongs to the due instant its occasion names.</summary>
    public const string LaddersAreImmutable = """
        create trigger ladder_versions_immutable before update or delete on ladder_versions for each row execute function refuse_rewriting();
        create trigger ladder_versions_no_truncate before truncate on ladder_versions for each statement execute function refuse_rewriting();
        update escalations set due_at = timestamptz 'epoch' + (split_part(occasion, ':', 3)::numeric / 10) * interval '1 microsecond'
            where work_item_id is not null and occasion ~ '^item:[^:]+:[0-9]+:';
        update sites set quiet_from = '20:00', quiet_until = '07:00';
        """;

    /// <summary>Calendars and hours are in force for a time: two of a kind never at once, and what was entered is only ever ended. The version lets every
    /// instance of the service know by one row whether what it holds in memory still stands.</summary>
    public const string EffectiveDatedCalendars = """
        update calendar_exceptions set until_on = from_on where yearly = '' and until_on is null;
        alter table calendar_exceptions add constraint one_exception_at_a_time
            exclude using gist (calendar with =, coalesce(province, '') with =, coalesce(site_id, '00000000-0000-0000-0000-000000000000') with =, yearly with =,
                daterange(from_on, until_on, '[]') with &&) where (not withdrawn);
        alter table calendar_exceptions add constraint an_exception_ends_after_it_begins check (withdrawn or until_on is null or until_on >= from_on);
        alter table calendar_exceptions add constraint single_days_have_a_last check (yearly <> '' or until_on is not null);
        alter table calendar_exceptions add constraint a_site_or_a_province check (site_id is null or (province is null and yearly = ''));
        alter table site_hours add constraint one_set_of_hours_at_a_time
            exclude using gist (site_id with =, weekday with =, daterange(from_on, until_on, '[]') with &&) where (not withdrawn);
        alter table site_hours add constraint hours_end_after_they_begin check (withdrawn or until_on is null or until_on >= from_on);
        alter table site_hours add constraint a_site_opens_before_it_closes
            check ((opens_at is null and closes_at is null) or (opens_at is not null and closes_at is not null and opens_at < closes_at));

        create function only_end_entries() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' then
                raise exception '% is never deleted, only ended', tg_table_name using errcode = 'restrict_violation';
            end if;
            if (to_jsonb(old) - array['until_on', 'until_before', 'ended_by_change', 'withdrawn']) is distinct from (to_jsonb(new) - array['until_on', 'until_before', 'ended_by_change', 'withdrawn'])
                or old.withdrawn or (not new.withdrawn and new.until_on is distinct from old.until_on and (new.until_on is null or new.until_on > old.until_on))
            then
                raise exception '% is only ever ended earlier', tg_table_name using errcode = 'restrict_violation';
            end if;
            return new;
        end $$;
        create trigger exceptions_only_end before update or delete on calendar_exceptions for each row execute function only_end_entries();
        create trigger hours_only_end before update or delete on site_hours for each row execute function only_end_entries();
        create trigger calendar_changes_append_only before update or delete on calendar_changes for each row execute function refuse_rewriting();

        create table calendar_version (only_one boolean primary key default true check (only_one), version bigint not null);
        insert into calendar_version (version) values (1);
        create function count_calendar_version() returns trigger language plpgsql as $$
        begin
            update calendar_version set version = version + 1;
            return null;
        end $$;
        create trigger calendar_counted after insert or update or delete or truncate on calendar_exceptions for each statement execute function count_calendar_version();
        create trigger hours_counted after insert or update or delete or truncate on site_hours for each statement execute function count_calendar_version();
        """;
}
