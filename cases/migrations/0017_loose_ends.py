"""Codes that end unused, the entry a request to join was made by, and usual times."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_request")]

    operations = [
        migrations.CreateModel(
            name="UsualTime",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "court_id", "procedure", "node",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE,
                        related_name="+", to="cases.court",
                    ),
                ),
                ("procedure", models.CharField(max_length=20)),
                ("node", models.CharField(max_length=40)),
                ("low", models.IntegerField()),
                ("high", models.IntegerField()),
                ("cases", models.IntegerField()),
            ],
        ),
        migrations.RemoveConstraint(model_name="joincode", name="one_open_code_a_party"),
        migrations.AddField("joincode", "ended_seq", models.IntegerField(null=True)),
        migrations.AddField("joinrequest", "asked_seq", models.IntegerField(null=True)),
        migrations.AddConstraint(
            model_name="joincode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_seq__isnull", True), ("used_seq__isnull", True)),
                fields=("party",), name="one_open_code_a_party",
            ),
        ),
    ]  # fmt: skip
