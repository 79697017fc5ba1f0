namespace ReleasePlanning.Database;

/// <summary>What leaves the building is written by the database in the transaction of the event itself, so that no code path can forget it
/// and nothing goes out for what was rolled back. Applied by a migration.</summary>
public static class OutboxTriggers
{
    public const string Create = """
        -- a message to a person becomes a mail, as they chose; urgent ones always. Written only while the installation sends mail at all.
        create function write_mails() returns trigger language plpgsql as $$
        begin
            insert into deliveries (id, channel, state, staff_id, event_key, notification_id, plan_id, attempts, next_attempt_at, created_at)
            select gen_random_uuid(), 'Mail', 'Waiting', t.staff_id, t.key, t.id, t.plan_id, 0, t.at, t.at
            from told t join staff s on s.id = t.staff_id left join mail_preferences p on p.staff_id = t.staff_id
            where s.active and (t.urgent or coalesce(p.choice, 'Each') = 'Each')
                and exists (select from outbox_channels c where c.channel = 'Mail' and c.on_since is not null)
            on conflict (staff_id, event_key) do nothing;
            return null;
        end $$;
        create trigger notifications_to_mail after insert on notifications referencing new table as told for each statement execute function write_mails();

        -- a line of a plan's audit log becomes an event for whoever subscribed. The log's own lock (chain_audit) makes the order of a plan one,
        -- so the numbers of a plan's events have no gaps and go up in the order of the commits.
        create function write_webhooks() returns trigger language plpgsql as $$
        begin
            if not exists (select from webhook_endpoints where removed_at is null) then return null; end if;
            insert into deliveries (id, channel, state, endpoint_id, event_key, audit_id, plan_id, sequence, act, attempts, next_attempt_at, created_at)
            select gen_random_uuid(), 'Webhook', 'Waiting', w.id, 'audit:' || e.id, e.id, e.plan_id,
                coalesce((select max(d.sequence) from deliveries d where d.endpoint_id = w.id and d.plan_id = e.plan_id), 0)
                    + row_number() over (partition by w.id, e.plan_id order by e.id),
                e.act, 0, e.at, e.at
            from written e join webhook_endpoints w on w.removed_at is null and (e.act = any(w.events) or '*' = any(w.events))
            where e.plan_id is not null and e.act not like '%.read' and e.act not like '%victim%'
            order by e.id
            on conflict (endpoint_id, event_key) do nothing;
            return null;
        end $$;
        create trigger audit_to_webhooks after insert on audit_entries referencing new table as written for each statement execute function write_webhooks();

        -- what other systems are told: which plan, which step, what and when; never a person, nor that there is a victim to alert
        create function webhook_body(d deliveries) returns text language sql stable as $$
            select json_build_object('type', d.act, 'timestamp', to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'data',
                json_build_object('plan', p.number, 'planId', d.plan_id, 'sequence', d.sequence, 'element', case when w.element_id not ilike '%victim%' then w.element_id end, 'stepId', w.id))::text
            from (select d.plan_id as plan_id) x left join release_plans p on p.id = x.plan_id
                left join audit_entries a on a.id = d.audit_id left join work_items w on w.id = a.work_item_id
        $$;

        -- Nothing overtakes an event of the same plan that is open or was given up; a paused endpoint is asked for a sign of life only.
        create function delivery_may_go(d deliveries) returns boolean language sql stable as $$
            select d.channel <> 'Webhook' or (
                exists (select from webhook_endpoints w where w.id = d.endpoint_id and w.removed_at is null and (w.paused_at is null or d.act = 'ping'))
                and not exists (select from deliveries e where e.endpoint_id = d.endpoint_id and e.plan_id = d.plan_id and e.sequence < d.sequence
                    and e.state in ('Waiting', 'Sending', 'Dead')))
        $$;

        -- A commit that notifies takes one lock of the whole server. While something fell due within the last seconds a worker was called for that
        -- and looks again before it sleeps. Should it just have looked, the new one waits for the next look, at most a minute later.
        create function wake_outbox() returns trigger language plpgsql as $$
        begin
            if exists (select from added where next_attempt_at < clock_timestamp() + interval '2 minutes')
                and not exists (select from deliveries d where d.state in ('Waiting', 'Sending') and d.channel in ('Mail', 'Webhook')
                    and d.next_attempt_at between clock_timestamp() - interval '3 seconds' and clock_timestamp() and not exists (select from added a where a.id = d.id))
            then perform pg_notify('outbox', ''); end if;
            return null;
        end $$;
        create trigger deliveries_added after insert on deliveries referencing new table as added for each statement execute function wake_outbox();
        """;

    public const string Drop = """
        drop trigger notifications_to_mail on notifications;
        drop trigger audit_to_webhooks on audit_entries;
        drop trigger deliveries_added on deliveries;
        drop function webhook_body(deliveries);
        drop function delivery_may_go(deliveries);
        drop function write_mails();
        drop function write_webhooks();
        drop function wake_outbox();
        """;
}
