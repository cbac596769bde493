-- The ledger only grows, and every booking sums to zero when its transaction commits.

CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON cases_ledgerline
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON cases_ledgerline
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();

CREATE FUNCTION cases_guard_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM cases_ledgerline WHERE booking = NEW.booking) <> 0 THEN
        RAISE EXCEPTION 'booking % does not sum to zero', NEW.booking
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER booking_guard AFTER INSERT ON cases_ledgerline
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_guard_booking();
