-- Who changed what in the order of assignment only ever grows.
CREATE TRIGGER order_change_append_only BEFORE UPDATE OR DELETE ON cases_orderchange
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER order_change_no_truncate BEFORE TRUNCATE ON cases_orderchange
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
