-- Whatever all cases stand on has one stamp, new with every change of it. Who reads the stamp with a
-- case knows whether what the process remembers still holds. The triggers fire in a restore too.
CREATE FUNCTION cases_stamp_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_ground (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = EXCLUDED.stamp;
    RETURN NULL;
END $$;

CREATE TRIGGER ground_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cases_court
    FOR EACH STATEMENT EXECUTE FUNCTION cases_stamp_ground();
CREATE TRIGGER ground_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cases_grant
    FOR EACH STATEMENT EXECUTE FUNCTION cases_stamp_ground();
CREATE TRIGGER ground_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cases_tightenedlimit
    FOR EACH STATEMENT EXECUTE FUNCTION cases_stamp_ground();
CREATE TRIGGER ground_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cases_calendaryear
    FOR EACH STATEMENT EXECUTE FUNCTION cases_stamp_ground();
-- Every sweep writes to the groups when it was there; only what moves a clock counts.
CREATE TRIGGER ground_changed
    AFTER INSERT OR UPDATE OF id, "offset", is_training, moved_at OR DELETE OR TRUNCATE
    ON cases_clockgroup FOR EACH STATEMENT EXECUTE FUNCTION cases_stamp_ground();
ALTER TABLE cases_court ENABLE ALWAYS TRIGGER ground_changed;
ALTER TABLE cases_grant ENABLE ALWAYS TRIGGER ground_changed;
ALTER TABLE cases_tightenedlimit ENABLE ALWAYS TRIGGER ground_changed;
ALTER TABLE cases_calendaryear ENABLE ALWAYS TRIGGER ground_changed;
ALTER TABLE cases_clockgroup ENABLE ALWAYS TRIGGER ground_changed;
