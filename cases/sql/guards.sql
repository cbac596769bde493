-- The database's own guards: what no program, however wrong, can do to the record of a case.

-- The log, the rungs and remarks only ever grow.
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON cases_entry
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON cases_entry
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER rung_append_only BEFORE UPDATE OR DELETE ON cases_rung
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER rung_no_truncate BEFORE TRUNCATE ON cases_rung
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER remark_append_only BEFORE UPDATE OR DELETE ON cases_remark
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- Where a case stands is what its newest entry says: checked at commit, for every write.
ALTER TABLE cases_case ADD CONSTRAINT case_stands_where_the_log_says
    FOREIGN KEY (id, log_seq, stands_at) REFERENCES cases_entry (case_id, seq, stands_at)
    DEFERRABLE INITIALLY DEFERRED;

-- The log of a case has no gaps, and no legal field changes without an entry.
CREATE FUNCTION cases_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.log_seq = OLD.log_seq THEN
        IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
            RAISE EXCEPTION 'case %: nothing changes without an entry in the log', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.log_seq <> OLD.log_seq + 1 THEN
        RAISE EXCEPTION 'case %: log_seq % cannot follow %', OLD.id, NEW.log_seq, OLD.log_seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_guard BEFORE UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_guard_case();

-- An entry exists only if the case has taken it up (no phantom entries).
CREATE FUNCTION cases_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cases_case WHERE id = NEW.case_id AND log_seq >= NEW.seq;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'case %: entry % was written past the case', NEW.case_id, NEW.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_guard AFTER INSERT ON cases_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_guard_entry();

-- One write for one or many cases: the entries in order, the clocks, the messages.
-- Input: {"entries": [...], "cases": {"<id>": {legal fields}}, "clocks": [...], "rungs": [...],
-- "outbox": [...]}; every row is complete. A missing case raises.
CREATE FUNCTION cases_write(p jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    e jsonb;
    r cases_case;
    c jsonb;
BEGIN
    FOR e IN SELECT * FROM jsonb_array_elements(p->'entries') LOOP
        INSERT INTO cases_entry (case_id, seq, court_id, act, stands_at, actor_id, role,
                                 effective_at, recorded_at, key, request, body, hash, algorithm)
        SELECT x.case_id, x.seq, x.court_id, x.act, x.stands_at, x.actor_id, x.role,
               x.effective_at, x.recorded_at, x.key, x.request, x.body, x.hash, x.algorithm
        FROM jsonb_populate_record(NULL::cases_entry, e) x;
        c := e->'case';
        IF c IS NULL OR c = 'null'::jsonb THEN
            UPDATE cases_case SET log_seq = (e->>'seq')::int WHERE id = (e->>'case_id')::bigint;
        ELSE
            SELECT x.* INTO r FROM cases_case o, jsonb_populate_record(o, c) x
                WHERE o.id = (e->>'case_id')::bigint;
            UPDATE cases_case SET
                number = r.number, stands_at = r.stands_at, version = r.version,
                log_seq = (e->>'seq')::int, procedure = r.procedure, origin = r.origin,
                panel = r.panel, is_foreign = r.is_foreign, confidential = r.confidential,
                amount = r.amount, fee = r.fee,
                entered_at = r.entered_at, registered_on = r.registered_on,
                closed_on = r.closed_on, took_effect_on = r.took_effect_on,
                pronounced_on = r.pronounced_on, document = r.document, result = r.result,
                performance_days = r.performance_days, came_from = r.came_from,
                adjournments = r.adjournments, reappointed = r.reappointed,
                clock_count = r.clock_count
            WHERE id = r.id;
        END IF;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'case % is not there', e->>'case_id';
        END IF;
    END LOOP;

    IF jsonb_array_length(p->'clocks') > 0 THEN
        INSERT INTO cases_clock (case_id, no, court_id, group_id, kind, code, node, party_no,
            basis, expiry, event, started_on, started_at, amount, unit, bound, citation, spans,
            extensions, calendar_version, due_on, due_at, provisional, state, deadline_no, rungs,
            next_rung, next_at, opened_seq, closed_seq, closed_at, known_at)
        SELECT case_id, no, court_id, group_id, kind, code, node, party_no,
            basis, expiry, event, started_on, started_at, amount, unit, bound, citation, spans,
            extensions, calendar_version, due_on, due_at, provisional, state, deadline_no, rungs,
            next_rung, next_at, opened_seq, closed_seq, closed_at, known_at
        FROM jsonb_populate_recordset(NULL::cases_clock, p->'clocks')
        ON CONFLICT (case_id, no) DO UPDATE SET
            spans = EXCLUDED.spans, extensions = EXCLUDED.extensions,
            calendar_version = EXCLUDED.calendar_version, due_on = EXCLUDED.due_on,
            due_at = EXCLUDED.due_at, provisional = EXCLUDED.provisional,
            amount = EXCLUDED.amount, unit = EXCLUDED.unit, citation = EXCLUDED.citation,
            bound = EXCLUDED.bound,
            state = EXCLUDED.state, deadline_no = EXCLUDED.deadline_no, rungs = EXCLUDED.rungs,
            next_rung = EXCLUDED.next_rung, next_at = EXCLUDED.next_at,
            closed_seq = EXCLUDED.closed_seq, closed_at = EXCLUDED.closed_at,
            known_at = EXCLUDED.known_at;
    END IF;
    IF jsonb_array_length(p->'rungs') > 0 THEN
        INSERT INTO cases_rung (case_id, clock_no, deadline_no, rung, due_at, lag_ms, recorded_at)
        SELECT case_id, clock_no, deadline_no, rung, due_at, lag_ms, recorded_at
        FROM jsonb_populate_recordset(NULL::cases_rung, p->'rungs');
    END IF;
    IF jsonb_array_length(p->'outbox') > 0 THEN
        INSERT INTO cases_outbox (case_id, event, recipient, channel, template, created_at)
        SELECT case_id, event, recipient, channel, template, created_at
        FROM jsonb_populate_recordset(NULL::cases_outbox, p->'outbox')
        ON CONFLICT (case_id, event, recipient, channel) DO NOTHING;
    END IF;
END $$;
