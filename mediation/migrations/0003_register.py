import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A mediator gets a line in the register of each court for which they have mediated. Nothing may
# wait for the commit, or the table cannot be altered after it.
LINES = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO mediation_mediator (user_id, court_id)
    SELECT DISTINCT m.user_id, c.court_id FROM mediation_mediator m
    JOIN mediation_mediation n ON n.mediator_id = m.id JOIN cases_case c ON c.id = n.case_id;
UPDATE mediation_mediation n SET mediator_id = here.id
    FROM mediation_mediator m, mediation_mediator here, cases_case c
    WHERE m.id = n.mediator_id AND c.id = n.case_id
    AND here.user_id = m.user_id AND here.court_id = c.court_id;
DELETE FROM mediation_mediator WHERE court_id IS NULL;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0038_years_and_limits'),
        ('mediation', '0002_lean_tables'),
    ]

    operations = [
        # Nothing has ever written an organisation: the table is empty.
        migrations.AddField(
            model_name='organisation',
            name='court',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.court'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='struck_off',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='name',
            field=models.CharField(max_length=100),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('court', 'name'), name='one_organisation_name'),
        ),
        migrations.AlterField(
            model_name='mediator',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mediators', to='mediation.organisation'),
        ),
        migrations.AlterField(
            model_name='mediator',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mediator',
            name='court',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.court'),
        ),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='mediator',
            name='court',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.court'),
        ),
        migrations.AddConstraint(
            model_name='mediator',
            constraint=models.UniqueConstraint(fields=('court', 'user'), name='one_mediator_a_court'),
        ),
        migrations.AddField(
            model_name='mediation',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='mediation.organisation'),
        ),
    ]
