"""What the register shows of each label, as rows; the events of a database that has some fill them (see `apps`)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("register", "0006_acts_recorded")]

    operations = [
        migrations.CreateModel(
            name="RegisteredLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(max_length=10)),
                ("since", models.DateField(null=True)),
                ("begun", models.DateField()),
                ("ends", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("name", models.TextField(blank=True)),
                ("siren", models.TextField(blank=True)),
                ("category", models.TextField(blank=True)),
                ("numbers", models.TextField(blank=True)),
                ("fingerprints", models.TextField(blank=True)),
                ("release", models.TextField(blank=True)),
                ("release_sha256", models.TextField(blank=True)),
                ("granted", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("france_share", models.TextField(blank=True)),
                ("sites", models.JSONField(default=list)),
                ("communes", models.TextField(blank=True)),
                ("activities", models.TextField(blank=True)),
                ("lines", models.JSONField(default=list)),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=models.deletion.PROTECT, related_name="registered", to="dossiers.dossier"
                    ),
                ),
            ],
        ),
    ]
