"""What the machine counted since it started, at the last sweep, and what its date gained over that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Five columns."""

    dependencies = [("journal", "0007_tallies_and_verification")]

    operations = [
        migrations.AddField(model_name="clock", name="boot", field=models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField(model_name="clock", name="noted_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="clock", name="seconds", field=models.FloatField(default=0)),
        migrations.AddField(model_name="clock", name="drift", field=models.FloatField(default=0)),
        migrations.AddField(model_name="clock", name="gained", field=models.FloatField(default=0)),
    ]
