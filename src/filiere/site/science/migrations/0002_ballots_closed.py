"""A ballot on a release stands sealed until its round is closed."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A column for what is sealed, and the words of a ballot empty until then."""

    dependencies = [("science", "0001_initial")]

    operations = [
        migrations.AddField("ballot", "closed", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AlterField("ballot", "choice", models.CharField(blank=True, max_length=20)),
        migrations.AlterField("ballot", "reasons", models.TextField(blank=True, max_length=4000)),
        migrations.AlterField("ballot", "nonce", models.CharField(blank=True, max_length=64)),
        migrations.AddConstraint(
            "ballot",
            models.CheckConstraint(
                condition=(Q(closed="") & ~Q(choice="") & ~Q(nonce=""))
                | (~Q(closed="") & Q(choice="") & Q(reasons="") & Q(dissent="") & Q(nonce="")),
                name="release_ballot_closed_or_opened",
            ),
        ),
    ]
