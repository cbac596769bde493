-- What a draft took over from the file only ever grows, and of a sealed decision not even that.
CREATE TRIGGER source_append_only BEFORE UPDATE OR DELETE ON cases_source
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

CREATE FUNCTION cases_guard_sources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_decision d
               WHERE d.id = NEW.decision_id AND d.sealed_seq IS NOT NULL) THEN
        RAISE EXCEPTION 'decision % is sealed', NEW.decision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- 串案: a paper of another case is no source of this one.
    IF NOT EXISTS (SELECT 1 FROM cases_decision d JOIN cases_document p ON p.case_id = d.case_id
                   WHERE d.id = NEW.decision_id AND p.id = NEW.document_id
                     AND p.volume = 'main') THEN
        RAISE EXCEPTION 'document % is no paper of the main volume of this case', NEW.document_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER source_of_this_case BEFORE INSERT ON cases_source
    FOR EACH ROW EXECUTE FUNCTION cases_guard_sources();
