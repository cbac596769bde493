-- The statements of the write door and of the sweep: defined anew whenever the database is migrated.

-- The cases with something due, so many at most: by the clock of each court, read from the index of
-- what is next. Left alone are those set aside, and those with papers that came in before the moment
-- due and wait to be taken up. After a backlog the statistics are older than the clock, and the
-- planner would read the whole table for every batch.
CREATE OR REPLACE FUNCTION cases_due(most int) RETURNS SETOF bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_bitmapscan = off SET enable_seqscan = off
SET jit = off
AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT k.case_id
    FROM (SELECT id, clock_timestamp() + "offset" AS now FROM cases_clockgroup OFFSET 0) g,
    LATERAL (
        SELECT c.case_id FROM cases_clock c
        WHERE c.group_id = g.id AND c.next_at <= g.now
          AND NOT EXISTS (SELECT FROM cases_setaside s WHERE s.case_id = c.case_id)
          AND NOT EXISTS (SELECT FROM cases_arrival a WHERE a.case_id = c.case_id
                          AND a.processed_seq IS NULL AND a.refused = ''
                          AND a.received_at < c.next_at)
        ORDER BY c.next_at LIMIT most
    ) k;
END $$;

-- A sweep has come to its end: every group was seen, and these are the cases with papers that were
-- cut off so long ago and wait for a person. Nothing is lost if the machine stops before the disk
-- knows when it was.
CREATE OR REPLACE FUNCTION cases_swept(cut_off_after interval) RETURNS SETOF bigint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE cases_clockgroup SET seen_at = now();
    RETURN QUERY SELECT DISTINCT a.case_id
    FROM cases_arrival a
    JOIN cases_case c ON c.id = a.case_id
    JOIN cases_court co ON co.id = c.court_id
    JOIN cases_clockgroup g ON g.id = co.group_id
    WHERE a.processed_seq IS NULL AND a.refused = ''
      AND a.received_at < clock_timestamp() + g."offset" - cut_off_after
      AND NOT EXISTS (SELECT FROM cases_setaside s WHERE s.case_id = a.case_id);
END $$;

-- The next cases, so many at most, with deadlines from a day on that another calendar gave; those set
-- aside wait for a person. When a calendar has come the statistics do not know of it yet: the planner
-- expects next to nothing, and would read and sort the whole table for every batch.
CREATE OR REPLACE FUNCTION cases_unsettled(calendar text, since date, after bigint, most int)
RETURNS SETOF bigint LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_bitmapscan = off SET enable_seqscan = off
SET enable_sort = off SET enable_hashagg = off SET max_parallel_workers_per_gather = 0 SET jit = off
AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT k.case_id FROM cases_clock k
    WHERE k.case_id > after AND k.state = 'running' AND k.due_on >= since
      AND k.calendar_version <> calendar
      AND NOT EXISTS (SELECT FROM cases_setaside s WHERE s.case_id = k.case_id)
    ORDER BY k.case_id LIMIT most;
END $$;

-- All that acts on these cases need, one JSON object a case, in order of id; with `locking` the
-- rows are locked first, in that order, by a statement of its own, so that what follows sees what
-- the holder before us committed. `under` asks for an entry that `who` made under that key before.
-- Courts, clocks' offsets, offices and the calendar are not read here but known by the stamp of the
-- ground. One plan serves all lengths of the array: planning anew for each would take longer than
-- the work. It reads by index whatever the size of a table was when it was made; without jit,
-- because to some versions such a plan looks dear enough to be compiled.
DROP FUNCTION IF EXISTS cases_load(bigint[], boolean, bigint, text, text);
DROP FUNCTION IF EXISTS cases_load(bigint[], boolean, bigint, text);
CREATE OR REPLACE FUNCTION cases_load(
    ids bigint[], locking boolean, who bigint, under uuid
) RETURNS SETOF text LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_bitmapscan = off SET jit = off
AS $$
BEGIN
    IF locking THEN
        PERFORM 1 FROM cases_case WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    END IF;
    RETURN QUERY SELECT json_build_object(
        'case', to_json(c), 'amount', c.amount::text, 'fee', c.fee::text,
        'now', clock_timestamp(), 'ground', (SELECT stamp FROM cases_ground),
        'tail', encode(e.hash, 'hex'), 'last_at', e.effective_at,
        'clocks', (SELECT json_agg(k ORDER BY k.no) FROM (SELECT o.no, o.rule, o.party_no,
                o.started_on, o.started_at, o.spans, o.extensions, o.calendar_version, o.due_on,
                o.due_at, o.provisional, o.state, o.deadline_no, o.rungs, o.next_rung, o.next_at,
                o.opened_seq, o.closed_seq, o.closed_at, o.known_at
            FROM cases_clock o
            WHERE o.case_id = c.id AND o.state IN ('running', 'expired')) k),
        'parties', (SELECT json_agg(json_build_array(p.no, p.side, p.is_foreign, p.left_on,
            (SELECT json_agg(json_build_array(l.user_id, l.authority)) FROM cases_partylink l
                WHERE l.party_id = p.id AND l.confirmed_at IS NOT NULL
                    AND (l.valid_until IS NULL OR l.valid_until > clock_timestamp() + (
                        SELECT g."offset" FROM cases_court co JOIN cases_clockgroup g
                        ON g.id = co.group_id WHERE co.id = c.court_id))))
            ORDER BY p.no) FROM cases_party p WHERE p.case_id = c.id),
        'incidents', (SELECT json_agg(json_build_array(i.id, i.kind, i.opened_on, i.party_no))
            FROM cases_incident i WHERE i.case_id = c.id AND i.closed_on IS NULL),
        'people', (SELECT json_agg(json_build_array(r.user_id, r.role, r.recused))
            FROM cases_caserole r WHERE r.case_id = c.id AND r.ended_seq IS NULL),
        'drafts', EXISTS (SELECT FROM cases_draft d
            WHERE d.case_id = c.id AND d.closed_seq IS NULL),
        'was_repeated', EXISTS (SELECT FROM cases_entry b
            WHERE b.actor_id = who AND b.key = under),
        'arrival', (SELECT min(a.received_at) FROM cases_arrival a
            WHERE a.case_id = c.id AND a.processed_seq IS NULL AND a.refused = ''))::text
    FROM cases_case c
    LEFT JOIN cases_entry e ON e.case_id = c.id AND e.seq = c.log_seq
    WHERE c.id = ANY(ids) ORDER BY c.id;
END $$;

-- One write for one or many cases: the entries in order, the clocks, the messages.
-- Input: {"entries": [[...], ...], "rules": [[key, words], ...], "clocks": [...], "computed": [...],
-- "ended": [...], "rungs": [...], "outbox": [...], "remarks": [...], "withdrawn": [[case, seq], ...],
-- "drafts": [...]}, any of them left out where there are none. Entries come in rounds, the first of
-- every case in the first; an entry has beside its own columns those of the case that change all the
-- time, and the others, as far as they changed, in "more". Clocks are new, or computed anew, or only
-- fired or ended; rules are those that the first two name. A missing case raises.
CREATE OR REPLACE FUNCTION cases_write(p jsonb) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET jit = off
SET enable_mergejoin = off SET enable_bitmapscan = off
AS $$
DECLARE
    e jsonb;
    n int;
    many int;
BEGIN
    FOR i IN 0 .. coalesce(jsonb_array_length(p->'entries'), 0) - 1 LOOP
        e := p->'entries'->i;
        INSERT INTO cases_entry (case_id, seq, court_id, act, stands_at, actor_id, role,
                                 effective_at, recorded_at, rules, key, request, body, hash,
                                 algorithm)
        SELECT case_id, seq, court_id, act, stands_at, actor_id, role, effective_at, recorded_at,
               rules, key, request, body, hash, algorithm
        FROM jsonb_populate_recordset(NULL::cases_entry, e);
        UPDATE cases_case o SET stands_at = x.stands_at, version = x.version, log_seq = x.seq,
            entered_at = x.entered_at, clock_count = x.clock_count
        FROM jsonb_to_recordset(e) AS x (case_id bigint, seq int, stands_at varchar, version int,
            entered_at timestamptz, clock_count smallint, more jsonb)
        WHERE o.id = x.case_id AND x.more IS NULL;
        GET DIAGNOSTICS n = ROW_COUNT;
        IF n < jsonb_array_length(e) THEN
            UPDATE cases_case o SET (number, stands_at, version, log_seq, procedure, origin, panel,
                is_foreign, confidential, amount, fee, entered_at, registered_on, closed_on,
                took_effect_on, pronounced_on, document, result, performance_days, came_from,
                adjournments, reappointed, clock_count)
            = (SELECT r.number, x.stands_at, x.version, x.seq, r.procedure, r.origin, r.panel,
                r.is_foreign, r.confidential, r.amount, r.fee, x.entered_at, r.registered_on,
                r.closed_on, r.took_effect_on, r.pronounced_on, r.document, r.result,
                r.performance_days, r.came_from, r.adjournments, r.reappointed, x.clock_count
                FROM jsonb_populate_record(o, x.more) r)
            FROM jsonb_to_recordset(e) AS x (case_id bigint, seq int, stands_at varchar,
                version int, entered_at timestamptz, clock_count smallint, more jsonb)
            WHERE o.id = x.case_id AND x.more IS NOT NULL;
            GET DIAGNOSTICS many = ROW_COUNT;
            IF n + many <> jsonb_array_length(e) THEN
                RAISE EXCEPTION 'a case is not there';
            END IF;
        END IF;
    END LOOP;

    IF p ? 'rules' THEN
        INSERT INTO cases_clockrule (key, words)
        SELECT x->>0, x->>1 FROM jsonb_array_elements(p->'rules') x
        ON CONFLICT (key) DO NOTHING;
        IF EXISTS (SELECT FROM jsonb_array_elements(p->'rules') x
            JOIN cases_clockrule r ON r.key = x->>0 WHERE r.words <> x->>1) THEN
            RAISE EXCEPTION 'the key of a rule has other words';
        END IF;
    END IF;
    IF p ? 'clocks' THEN
        INSERT INTO cases_clock (case_id, no, court_id, group_id, kind, code, node, party_no, is_target,
            basis, expiry, rule, started_on, started_at, spans,
            extensions, calendar_version, due_on, due_at, provisional, state, deadline_no, rungs,
            next_rung, next_at, opened_seq, closed_seq, closed_at, known_at)
        SELECT case_id, no, court_id, group_id, kind, code, node, party_no, is_target,
            basis, expiry, rule, started_on, started_at, spans,
            extensions, calendar_version, due_on, due_at, provisional, state, deadline_no, rungs,
            next_rung, next_at, opened_seq, closed_seq, closed_at, known_at
        FROM jsonb_populate_recordset(NULL::cases_clock, p->'clocks');
    END IF;
    IF p ? 'computed' THEN
        UPDATE cases_clock k SET
            spans = x.spans, extensions = x.extensions,
            calendar_version = x.calendar_version, due_on = x.due_on,
            due_at = x.due_at, provisional = x.provisional, rule = x.rule,
            is_target = x.is_target,
            state = x.state, deadline_no = x.deadline_no, rungs = x.rungs,
            next_rung = x.next_rung, next_at = x.next_at,
            closed_seq = x.closed_seq, closed_at = x.closed_at,
            known_at = x.known_at
        FROM jsonb_populate_recordset(NULL::cases_clock, p->'computed') x
        WHERE k.case_id = x.case_id AND k.no = x.no;
        GET DIAGNOSTICS n = ROW_COUNT;
        IF n <> jsonb_array_length(p->'computed') THEN
            RAISE EXCEPTION 'a clock is not there';
        END IF;
    END IF;
    IF p ? 'ended' THEN
        UPDATE cases_clock k SET state = x.state, next_rung = x.next_rung, next_at = x.next_at,
            closed_seq = x.closed_seq, closed_at = x.closed_at,
            rungs = CASE WHEN x.state = 'running' THEN k.rungs END,
            known_at = CASE WHEN x.state = 'running' THEN k.known_at END
        FROM jsonb_to_recordset(p->'ended') AS x (case_id bigint, no smallint, state text,
            next_rung smallint, next_at timestamptz, closed_seq int, closed_at timestamptz)
        WHERE k.case_id = x.case_id AND k.no = x.no;
    END IF;
    IF p ? 'rungs' THEN
        INSERT INTO cases_rung (case_id, clock_no, deadline_no, rung, due_at, lag_ms, recorded_at)
        SELECT case_id, clock_no, deadline_no, rung, due_at, lag_ms, recorded_at
        FROM jsonb_populate_recordset(NULL::cases_rung, p->'rungs');
    END IF;
    IF p ? 'outbox' THEN
        INSERT INTO cases_outbox (case_id, event, recipient, channel, template, created_at)
        SELECT x.case_id, x.event, r.recipient, 'in_app', x.template, x.created_at
        FROM jsonb_to_recordset(p->'outbox') AS x (case_id bigint, event text, recipients text[],
                template text, created_at timestamptz),
            unnest(x.recipients) AS r (recipient)
        ON CONFLICT (case_id, event, recipient, channel) DO NOTHING;
    END IF;
    IF p ? 'remarks' THEN
        INSERT INTO cases_remark (case_id, seq, name, text, salt, "inner")
        SELECT case_id, seq, name, text, salt, "inner"
        FROM jsonb_populate_recordset(NULL::cases_remark, p->'remarks');
    END IF;
    IF p ? 'withdrawn' THEN
        UPDATE cases_draft d SET closed_seq = (w->>1)::int
        FROM jsonb_array_elements(p->'withdrawn') w
        WHERE d.case_id = (w->>0)::bigint AND d.closed_seq IS NULL;
    END IF;
    IF p ? 'drafts' THEN
        INSERT INTO cases_draft (case_id, clock_no, proposes, act, opened_seq)
        SELECT case_id, clock_no, proposes, act, opened_seq
        FROM jsonb_populate_recordset(NULL::cases_draft, p->'drafts');
    END IF;
END $$;
