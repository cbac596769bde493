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
    PERFORM 1 FROM cases_case WHERE id = NEW.case_id AND NEW.seq BETWEEN 1 AND log_seq;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'case %: entry % was written past the case', NEW.case_id, NEW.seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_guard AFTER INSERT ON cases_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_guard_entry();
