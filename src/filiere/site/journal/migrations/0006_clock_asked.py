"""The day that the operator says it is, until somebody else confirms it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("journal", "0005_clock")]

    operations = [
        migrations.AddField(model_name="clock", name="asked_day", field=models.DateField(blank=True, null=True)),
    ]
