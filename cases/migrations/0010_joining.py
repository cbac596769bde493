from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_authority_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("EntryCode", "JoinCode"),
        migrations.RenameModel("EntryRequest", "JoinRequest"),
        migrations.RenameIndex(
            "joinrequest", new_name="join_request_waiting", old_name="entry_request_waiting"
        ),
        migrations.AlterField(
            "joincode", "case",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="join_codes", to="cases.case"
            ),
        ),
        migrations.AlterField(
            "joincode", "party",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="join_codes", to="cases.party"
            ),
        ),
        migrations.AlterField(
            "joinrequest", "case",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="join_requests", to="cases.case"
            ),
        ),
        migrations.AlterField(
            "joinrequest", "user",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="join_requests", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
