"""A holder publishes how buyers reach it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns, empty until the holder fills them."""

    dependencies = [
        ("register", "0007_registered_label"),
    ]

    operations = [
        migrations.AddField("presentation", "email", models.EmailField(blank=True, default="", max_length=254), False),
        migrations.AddField("presentation", "phone", models.CharField(blank=True, default="", max_length=30), False),
    ]
