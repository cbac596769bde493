-- A court's own limits only ever grow: what a clock was opened by stays to be read.
CREATE TRIGGER tightened_limit_append_only BEFORE UPDATE OR DELETE ON cases_tightenedlimit
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER tightened_limit_no_truncate BEFORE TRUNCATE ON cases_tightenedlimit
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
