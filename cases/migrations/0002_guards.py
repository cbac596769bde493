"""The database's own guards on the log and the case: see cases/sql/guards.sql."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).resolve().parent.parent / "sql" / "guards.sql"
UNDO = """
DROP TRIGGER entry_guard ON cases_entry; DROP FUNCTION cases_guard_entry();
DROP TRIGGER case_guard ON cases_case; DROP FUNCTION cases_guard_case();
ALTER TABLE cases_case DROP CONSTRAINT case_stands_where_the_log_says;
DROP TRIGGER entry_append_only ON cases_entry; DROP TRIGGER entry_no_truncate ON cases_entry;
DROP TRIGGER rung_append_only ON cases_rung; DROP TRIGGER rung_no_truncate ON cases_rung;
DROP TRIGGER remark_append_only ON cases_remark; DROP FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS.read_text("utf-8"), UNDO)]
