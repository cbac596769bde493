-- Who read what for which reason only ever grows.
CREATE TRIGGER reading_append_only BEFORE UPDATE OR DELETE ON cases_reading
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER reading_no_truncate BEFORE TRUNCATE ON cases_reading
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
