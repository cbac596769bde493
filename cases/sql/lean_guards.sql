-- The guards of guards.sql with less to look up: instead of a deferred foreign key with an index of
-- its own, the case looks for its entry as it is changed. Entries are written before the case.

ALTER TABLE cases_case DROP CONSTRAINT case_stands_where_the_log_says;
ALTER TABLE cases_entry DROP CONSTRAINT entry_place;

-- The log of a case has no gaps, no legal field changes without an entry, and where the case stands
-- is what its newest entry says.
CREATE OR REPLACE FUNCTION cases_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.log_seq = OLD.log_seq THEN
        IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
            RAISE EXCEPTION 'case %: nothing changes without an entry in the log', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    ELSIF NEW.log_seq <> OLD.log_seq + 1 THEN
        RAISE EXCEPTION 'case %: log_seq % cannot follow %', OLD.id, NEW.log_seq, OLD.log_seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM cases_entry
    WHERE case_id = NEW.id AND seq = NEW.log_seq AND stands_at = NEW.stands_at;
    IF NOT FOUND OR NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'case %: no entry % says that it stands at %', NEW.id, NEW.log_seq,
            NEW.stands_at USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;

-- A case is new only with its first entry: it is there when the transaction commits.
CREATE FUNCTION cases_guard_new_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cases_case c JOIN cases_entry e
        ON e.case_id = c.id AND e.seq = c.log_seq AND e.stands_at = c.stands_at
    WHERE c.id = NEW.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'case %: it has no entry in the log', NEW.id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER new_case_guard AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_guard_new_case();

-- No case is ever deleted, whatever hangs on it.
CREATE TRIGGER case_no_delete BEFORE DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
