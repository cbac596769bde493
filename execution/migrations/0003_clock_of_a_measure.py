from typing import Any

from django.db import migrations, models

# A seizure and its clock were opened by the same entry.
_FIND = """
UPDATE execution_measure AS m SET clock_no = (
    SELECT c.no FROM cases_clock AS c
    WHERE c.case_id = m.case_id AND c.opened_seq = m.seq AND c.code = m.kind AND c.kind = 'measure'
    LIMIT 1
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("execution", "0002_lean_tables"),
        ("cases", "0037_mending"),
    ]

    operations: list[Any] = [
        migrations.AddField(
            model_name="measure",
            name="clock_no",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.RunSQL(_FIND, migrations.RunSQL.noop),
    ]
