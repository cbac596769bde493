"""Entries that do not repeat their columns, clocks that name their rule: ADR 15."""

import django.contrib.postgres.fields
from django.db import migrations, models

# The words of a rule as cases/law/clockrule.py writes them, and the key made of them.
RULES = """
CREATE TEMP TABLE told ON COMMIT DROP AS SELECT case_id, no, '[' || concat_ws(',', to_json(kind),
    to_json(code), to_json(node), to_json(basis), to_json(expiry), to_json(event), amount,
    to_json(unit), to_json(bound), to_json(citation)) || ']' AS words, NULL::varchar AS key
FROM cases_clock;
UPDATE told SET key = translate(encode(substring(sha256(convert_to(words, 'UTF8')), 1, 6),
    'base64'), '+/', '-_');
INSERT INTO cases_clockrule (key, words) SELECT DISTINCT key, words FROM told;
UPDATE cases_clock k SET rule = told.key,
    is_target = basis = 'management' AND bound IN ('court_at_most', 'set_by_court')
        AND expiry <> 'A',
    spans = nullif(spans, '[]'),
    extensions = nullif(extensions, '[]'),
    rungs = CASE WHEN state = 'running' THEN rungs END,
    known_at = CASE WHEN state = 'running' THEN known_at END
FROM told WHERE k.case_id = told.case_id AND k.no = told.no;
"""
UNDO_RULES = """
UPDATE cases_clock k SET event = r.words::jsonb->>5, amount = (r.words::jsonb->>6)::int,
    unit = r.words::jsonb->>7, bound = r.words::jsonb->>8, citation = r.words::jsonb->>9,
    spans = coalesce(spans, '[]'), extensions = coalesce(extensions, '[]'),
    rungs = coalesce(rungs, '{}')
FROM cases_clockrule r WHERE r.key = k.rule;
"""
GUARDS = """
CREATE TRIGGER clockrule_append_only BEFORE UPDATE OR DELETE ON cases_clockrule
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER clockrule_no_truncate BEFORE TRUNCATE ON cases_clockrule
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
"""
UNDO_GUARDS = """
DROP TRIGGER clockrule_append_only ON cases_clockrule;
DROP TRIGGER clockrule_no_truncate ON cases_clockrule;
"""
KEYS = """
ALTER TABLE cases_entry ALTER COLUMN key TYPE uuid
    USING encode(substring(sha256(convert_to(key, 'UTF8')), 1, 16), 'hex')::uuid;
"""
# Which keys they were, nobody knows any more; that they differ stays.
UNDO_KEYS = "ALTER TABLE cases_entry ALTER COLUMN key TYPE varchar(64) USING key::text;"
WORDS_OF_RULES = (
    ("event", models.CharField(max_length=40, default="")),
    ("amount", models.IntegerField(default=0)),
    ("unit", models.CharField(max_length=15, default="")),
    ("bound", models.CharField(max_length=24, default="")),
    ("citation", models.CharField(max_length=120, default="")),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_mending")]

    operations = [
        migrations.CreateModel(
            name="ClockRule",
            fields=[
                ("key", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("words", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="clock",
            name="rule",
            field=models.CharField(max_length=8, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="clock", name="is_target", field=models.BooleanField(default=False)
        ),
        migrations.AlterField(
            model_name="clock", name="spans", field=models.JSONField(null=True)
        ),
        migrations.AlterField(
            model_name="clock", name="extensions", field=models.JSONField(null=True)
        ),
        migrations.AlterField(
            model_name="clock",
            name="rungs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(null=True), null=True, size=None
            ),
        ),
        # Undone, the columns are there again before they are filled.
        *(
            migrations.AlterField(model_name="clock", name=name, field=field)
            for name, field in WORDS_OF_RULES
        ),
        migrations.RunSQL(RULES, UNDO_RULES),
        *(migrations.RemoveField(model_name="clock", name=name) for name, _ in WORDS_OF_RULES),
        migrations.RunSQL(GUARDS, UNDO_GUARDS),
        migrations.AddField(
            model_name="entry",
            name="rules",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="entry", name="key", field=models.UUIDField(null=True)
                )
            ],
            database_operations=[migrations.RunSQL(KEYS, UNDO_KEYS)],
        ),
    ]
