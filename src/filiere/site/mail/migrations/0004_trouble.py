"""Why a letter did not leave, when it was last tried, and whether a person gave it up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns."""

    dependencies = [("mail", "0003_sealed_links")]

    operations = [
        migrations.AddField(
            model_name="letter", name="tried_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="letter", name="trouble", field=models.CharField(blank=True, max_length=20, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="letter", name="given_up_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
