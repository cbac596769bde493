-- The statements of the relay: defined anew whenever the database is migrated.

-- Messages that nobody has passed on, so many at most, locked; those locked elsewhere are left to
-- whoever has them. Without a sort and without a scan of the table only the index of the unsent is
-- left to read, whatever the statistics say; it is in order of id. `is_news`: not long past by the
-- court's clock.
-- What somebody has just done is held for a moment, in which it can be taken back unheard.
DROP FUNCTION IF EXISTS cases_unsent(int, interval);
CREATE OR REPLACE FUNCTION cases_unsent(most int, news_for interval, held_for interval) RETURNS TABLE (
    id bigint, case_id bigint, event text, recipient text, template text, created_at timestamptz,
    is_news boolean, hearing_on date
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
BEGIN
    RETURN QUERY
    WITH claimed AS MATERIALIZED (
        SELECT o.id, o.case_id, o.event, o.recipient, o.template, o.created_at
        FROM cases_outbox o WHERE o.sent_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM cases_entry e WHERE e.case_id = o.case_id AND e.actor_id IS NOT NULL
                AND e.seq = substring(o.event FROM '^entry:([0-9]{1,9})$')::int
                AND e.recorded_at > clock_timestamp() - held_for
        ) LIMIT most FOR UPDATE SKIP LOCKED
    )
    SELECT k.id, k.case_id, k.event::text, k.recipient::text, k.template::text, k.created_at,
        k.created_at > clock_timestamp() + g."offset" - news_for,
        (SELECT (h.starts_at AT TIME ZONE 'Asia/Shanghai')::date FROM cases_hearing h
            WHERE h.case_id = k.case_id AND h.starts_at >= k.created_at - interval '1 day'
            ORDER BY h.starts_at LIMIT 1)
    FROM claimed k
    JOIN cases_case c ON c.id = k.case_id
    JOIN cases_court co ON co.id = c.court_id
    JOIN cases_clockgroup g ON g.id = co.group_id;
END $$;

-- Whom messages are for. Input: [{"id": 1, "case_id": 2, "seq": 3, "kind": "party", "no": 1,
-- "role": "", "user_id": null, "named_only": false}, ...]; `kind` is party, role or user.
-- A party: whoever is it, or acts for it, today. A role: whoever has it in this case; if nobody has,
-- those who have it in the court, unless the case is confidential or the message is for those named
-- only. Of the court nobody who is on a side of this case, nor who did the very act.
-- The recused are told nothing.
CREATE OR REPLACE FUNCTION cases_recipients(told jsonb) RETURNS TABLE (
    id bigint, user_id bigint, party_no smallint
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off
AS $$
BEGIN
    RETURN QUERY
    WITH o AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(told) AS x (
            id bigint, case_id bigint, seq int, kind text, no smallint, role text, user_id bigint,
            named_only boolean)
    ), offices AS (
        SELECT o.id, o.case_id, o.seq, o.named_only OR c.confidential AS named_only, t.user_id,
            r.user_id IS NOT NULL AS is_named,
            bool_or(r.user_id IS NOT NULL) OVER (PARTITION BY o.id) AS some_named
        FROM o
        JOIN cases_case c ON c.id = o.case_id
        JOIN cases_court co ON co.id = c.court_id
        JOIN cases_clockgroup g ON g.id = co.group_id
        CROSS JOIN LATERAL (
            SELECT ((clock_timestamp() + g."offset") AT TIME ZONE 'Asia/Shanghai')::date AS today
        ) d
        JOIN cases_grant t ON t.court_id = c.court_id AND t.role = o.role
            AND t.valid_from <= d.today AND (t.valid_until IS NULL OR t.valid_until >= d.today)
        LEFT JOIN cases_caserole r ON r.case_id = o.case_id AND r.role = o.role
            AND r.user_id = t.user_id AND r.ended_seq IS NULL AND NOT r.recused
        WHERE o.kind = 'role'
    ), found AS (
        SELECT o.id, o.case_id, l.user_id, p.no
        FROM o
        JOIN cases_party p ON p.case_id = o.case_id AND p.no = o.no AND p.left_on IS NULL
        JOIN cases_case c ON c.id = o.case_id
        JOIN cases_court co ON co.id = c.court_id
        JOIN cases_clockgroup g ON g.id = co.group_id
        JOIN cases_partylink l ON l.party_id = p.id AND l.confirmed_at IS NOT NULL
            AND (l.valid_until IS NULL OR l.valid_until > clock_timestamp() + g."offset")
        WHERE o.kind = 'party'
        UNION ALL
        SELECT f.id, f.case_id, f.user_id, NULL
        FROM offices f
        WHERE (f.is_named OR NOT f.named_only AND NOT f.some_named)
            AND NOT EXISTS (SELECT FROM cases_entry e WHERE e.case_id = f.case_id
                AND e.seq = f.seq AND e.actor_id = f.user_id)
            AND NOT EXISTS (SELECT FROM cases_partylink l JOIN cases_party p ON p.id = l.party_id
                WHERE p.case_id = f.case_id AND l.user_id = f.user_id)
        UNION ALL
        SELECT o.id, o.case_id, o.user_id, NULL FROM o WHERE o.kind = 'user'
    )
    SELECT f.id, f.user_id, f.no FROM found f
    WHERE NOT EXISTS (SELECT FROM cases_caserole r WHERE r.case_id = f.case_id
        AND r.user_id = f.user_id AND r.recused AND r.ended_seq IS NULL);
END $$;
