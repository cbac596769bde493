-- What happened to an attempt at service only ever grows.
CREATE TRIGGER service_step_append_only BEFORE UPDATE OR DELETE ON cases_servicestep
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER service_step_no_truncate BEFORE TRUNCATE ON cases_servicestep
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
