-- What was said of an exhibit, and where it came from, only ever grows.
CREATE TRIGGER exhibit_word_append_only BEFORE UPDATE OR DELETE ON cases_exhibitword
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER carried_exhibit_append_only BEFORE UPDATE OR DELETE ON cases_carriedexhibit
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- A mark that is part of the evidence stays as it was set; it is taken back once.
CREATE FUNCTION cases_keep_exhibit_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seq IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP <> 'UPDATE' OR OLD.back_seq IS NOT NULL
        OR (OLD.document_id, OLD.milliseconds, OLD.words, OLD.author_id, OLD.party_no, OLD.at,
            OLD.seq) IS DISTINCT FROM
            (NEW.document_id, NEW.milliseconds, NEW.words, NEW.author_id, NEW.party_no, NEW.at,
            NEW.seq) THEN
        RAISE EXCEPTION 'mark %: what is part of the evidence never changes', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exhibit_mark_is_kept BEFORE UPDATE OR DELETE ON cases_exhibitmark
    FOR EACH ROW EXECUTE FUNCTION cases_keep_exhibit_mark();
