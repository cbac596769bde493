-- What was signed and sealed stays as it was.

CREATE FUNCTION cases_guard_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a decision is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.sealed_seq IS NOT NULL AND (
        to_jsonb(NEW) - 'opened_seq' - 'void_seq' <> to_jsonb(OLD) - 'opened_seq' - 'void_seq'
        OR (OLD.opened_seq IS NOT NULL
            AND (NEW.opened_seq, NEW.void_seq) IS DISTINCT FROM (OLD.opened_seq, OLD.void_seq))
    ) THEN
        RAISE EXCEPTION 'a sealed decision is corrected by a ruling, never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_guard BEFORE UPDATE OR DELETE ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION cases_guard_sealed();
CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON cases_decision
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();

-- Of the paper itself: where it lies and what it is called may be put in order, never its bytes.
CREATE FUNCTION cases_guard_sealed_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_decision WHERE sealed_id = OLD.id) AND (
        TG_OP = 'DELETE'
        OR (NEW.blob_id, NEW.text, NEW.case_id, NEW.kind, NEW.title)
            IS DISTINCT FROM (OLD.blob_id, OLD.text, OLD.case_id, OLD.kind, OLD.title)
    ) THEN
        RAISE EXCEPTION 'a sealed paper is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed_paper_guard BEFORE UPDATE OR DELETE ON cases_document
    FOR EACH ROW EXECUTE FUNCTION cases_guard_sealed_paper();

-- A signature only ever loses its effect, once.
CREATE FUNCTION cases_guard_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.void_seq IS NOT NULL
        OR to_jsonb(NEW) - 'void_seq' <> to_jsonb(OLD) - 'void_seq' THEN
        RAISE EXCEPTION 'a signature is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_signature_guard BEFORE UPDATE OR DELETE ON cases_decisionsignature
    FOR EACH ROW EXECUTE FUNCTION cases_guard_signature();
CREATE TRIGGER decision_signature_no_truncate BEFORE TRUNCATE ON cases_decisionsignature
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER decision_approval_append_only BEFORE UPDATE OR DELETE ON cases_decisionapproval
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER decision_approval_no_truncate BEFORE TRUNCATE ON cases_decisionapproval
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
