"""Less to look up with every act: see cases/sql/lean_guards.sql and cases/sql/ground.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
GUARDS, GROUND = SQL / "lean_guards.sql", SQL / "ground.sql"
OLD_GUARD = """
CREATE OR REPLACE FUNCTION cases_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.log_seq = OLD.log_seq THEN
        IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
            RAISE EXCEPTION 'case %: nothing changes without an entry in the log', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.log_seq <> OLD.log_seq + 1 THEN
        RAISE EXCEPTION 'case %: log_seq % cannot follow %', OLD.id, NEW.log_seq, OLD.log_seq
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
UNDO_GUARDS = (
    OLD_GUARD
    + """
DROP TRIGGER case_no_delete ON cases_case;
DROP TRIGGER new_case_guard ON cases_case; DROP FUNCTION cases_guard_new_case();
CREATE UNIQUE INDEX entry_place_again ON cases_entry (case_id, seq, stands_at);
ALTER TABLE cases_entry ADD CONSTRAINT entry_place UNIQUE USING INDEX entry_place_again;
ALTER TABLE cases_case ADD CONSTRAINT case_stands_where_the_log_says
    FOREIGN KEY (id, log_seq, stands_at) REFERENCES cases_entry (case_id, seq, stands_at)
    DEFERRABLE INITIALLY DEFERRED;
"""
)
UNDO_GROUND = """
DROP TRIGGER ground_changed ON cases_court; DROP TRIGGER ground_changed ON cases_grant;
DROP TRIGGER ground_changed ON cases_tightenedlimit; DROP TRIGGER ground_changed ON cases_calendaryear;
DROP TRIGGER ground_changed ON cases_clockgroup; DROP FUNCTION cases_stamp_ground();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_charges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(GROUND.read_text("utf-8"), UNDO_GROUND),
        # Undoing goes the other way round: the constraint is there again before the model has it.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveConstraint(model_name="entry", name="entry_place")],
            database_operations=[
                migrations.RunSQL(GUARDS.read_text("utf-8"), UNDO_GUARDS),
            ],
        ),
        migrations.AlterField(
            model_name="clock",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="outbox",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outbox",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="remark",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="rung",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="cases.case",
            ),
        ),
    ]
