"""The codes of a generator that were taken, so that a clock gone back takes none of them again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("accounts", "0005_grants_signed")]

    operations = [
        migrations.AddField(model_name="factor", name="spent_steps", field=models.JSONField(default=list)),
    ]
