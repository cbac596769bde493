from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0021_service'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='void_seq',
            field=models.IntegerField(null=True),
        ),
    ]
