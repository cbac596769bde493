-- What was said of an item, agreed to, seen and signed only ever grows.
CREATE TRIGGER evidence_word_append_only BEFORE UPDATE OR DELETE ON cases_evidenceword
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER evidence_look_append_only BEFORE UPDATE OR DELETE ON cases_evidencelook
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER exchange_consent_append_only BEFORE UPDATE OR DELETE ON cases_exchangeconsent
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER exchange_word_append_only BEFORE UPDATE OR DELETE ON cases_exchangeword
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- An item that was put is what it is: it may be withdrawn or marked a mistake, never changed.
CREATE FUNCTION cases_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.put_seq IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE'
        OR (OLD.case_id, OLD.party_no, OLD.side, OLD.no, OLD.title, OLD.kind, OLD.purpose,
            OLD.source, OLD.original, OLD.pages, OLD.put_seq, OLD.put_at, OLD.is_late)
            IS DISTINCT FROM
            (NEW.case_id, NEW.party_no, NEW.side, NEW.no, NEW.title, NEW.kind, NEW.purpose,
             NEW.source, NEW.original, NEW.pages, NEW.put_seq, NEW.put_at, NEW.is_late) THEN
        RAISE EXCEPTION 'evidence %: what was put never changes', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_is_kept BEFORE UPDATE OR DELETE ON cases_evidenceitem
    FOR EACH ROW EXECUTE FUNCTION cases_keep_evidence();
