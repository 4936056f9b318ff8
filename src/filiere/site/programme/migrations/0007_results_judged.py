"""Results of operations: who entered them or refused them, when and why; operations put back under embargo."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns of a result, one of an operation."""

    dependencies = [
        ("programme", "0006_dialogue_ballots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("operation", "told_day", models.DateField(blank=True, null=True)),
        migrations.AddField("result", "judged_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "result",
            "judged_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("result", "refusal", models.CharField(blank=True, max_length=2000)),
    ]
