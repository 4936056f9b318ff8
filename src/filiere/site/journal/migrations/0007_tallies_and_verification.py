"""A row an hour for what is read or refused more often than is told, and what the last reading of all found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_clock_asked")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_key", models.CharField(max_length=40)),
                ("act", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(blank=True, max_length=40)),
                ("subject_id", models.CharField(blank=True, max_length=200)),
                ("hour", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                ("most", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hour", "actor_key", "act", "subject_kind", "subject_id"), name="tally_one_an_hour"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("seconds", models.FloatField(default=0)),
                ("whole", models.BooleanField(default=False)),
                ("entries", models.BigIntegerField(default=0)),
                ("head", models.CharField(blank=True, max_length=64)),
                ("sentence", models.JSONField(default=dict)),
                ("differences", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="journal_one_verification")
                ]
            },
        ),
    ]
