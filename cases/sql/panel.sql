-- What the members of a panel said and voted only ever grows.
CREATE TRIGGER point_append_only BEFORE UPDATE OR DELETE ON cases_point
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER point_answer_append_only BEFORE UPDATE OR DELETE ON cases_pointanswer
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER point_opinion_append_only BEFORE UPDATE OR DELETE ON cases_pointopinion
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- A deliberation is that of the people with whom it began; it ends once.
CREATE FUNCTION cases_keep_deliberation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.closed_seq IS NOT NULL
        OR (OLD.case_id, OLD.no, OLD.bench, OLD.opened_by_id, OLD.opened_at, OLD.since_seq)
            IS DISTINCT FROM
            (NEW.case_id, NEW.no, NEW.bench, NEW.opened_by_id, NEW.opened_at, NEW.since_seq) THEN
        RAISE EXCEPTION 'deliberation %: what it was never changes', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deliberation_is_kept BEFORE UPDATE OR DELETE ON cases_deliberation
    FOR EACH ROW EXECUTE FUNCTION cases_keep_deliberation();

-- Nor is anything said in it, or added to, once it has ended.
CREATE FUNCTION cases_guard_closed_deliberation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    over boolean;
BEGIN
    IF TG_TABLE_NAME = 'cases_point' THEN
        SELECT closed_seq IS NOT NULL INTO over FROM cases_deliberation
            WHERE id = NEW.deliberation_id;
    ELSE
        SELECT d.closed_seq IS NOT NULL INTO over FROM cases_deliberation d
            JOIN cases_point p ON p.deliberation_id = d.id WHERE p.id = NEW.point_id;
    END IF;
    IF over THEN
        RAISE EXCEPTION 'the deliberation is over' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER point_in_time BEFORE INSERT ON cases_point
    FOR EACH ROW EXECUTE FUNCTION cases_guard_closed_deliberation();
CREATE TRIGGER point_answer_in_time BEFORE INSERT ON cases_pointanswer
    FOR EACH ROW EXECUTE FUNCTION cases_guard_closed_deliberation();
CREATE TRIGGER point_opinion_in_time BEFORE INSERT ON cases_pointopinion
    FOR EACH ROW EXECUTE FUNCTION cases_guard_closed_deliberation();
