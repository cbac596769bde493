-- A draw is what it was when it was made: who was in it, and the seed. Only what became of it is
-- added, once. None is ever taken away.
CREATE FUNCTION cases_keep_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a draw is kept: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.case_id, OLD.seed, OLD.inputs, OLD.by_id, OLD.made_at, OLD.at)
        IS DISTINCT FROM (NEW.case_id, NEW.seed, NEW.inputs, NEW.by_id, NEW.made_at, NEW.at)
        OR OLD.used_seq IS NOT NULL OR OLD.void <> '' THEN
        RAISE EXCEPTION 'draw %: what it was never changes', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draw_is_kept BEFORE UPDATE OR DELETE ON cases_draw
    FOR EACH ROW EXECUTE FUNCTION cases_keep_draw();
