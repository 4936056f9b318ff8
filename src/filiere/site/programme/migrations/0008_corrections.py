"""Corrections of what was said of a commitment by mistake; votes that cannot be counted, declared void."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """One column of what became of a commitment, one of a vote, and the rule of each."""

    dependencies = [("programme", "0007_results_judged")]

    operations = [
        migrations.AddField(
            "commitmentevent",
            "corrects",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="correction",
                to="programme.commitmentevent",
            ),
        ),
        migrations.AlterField(
            "commitmentevent",
            "kind",
            models.CharField(
                choices=[("kept", "Kept"), ("broken", "Broken"), ("revised", "Revised"), ("mistake", "Mistake")],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            "commitmentevent",
            models.CheckConstraint(
                condition=Q(kind="mistake", corrects__isnull=False) | (~Q(kind="mistake") & Q(corrects__isnull=True)),
                name="mistake_corrects_an_event",
            ),
        ),
        migrations.AddField("wordingvote", "void_reason", models.TextField(blank=True)),
        migrations.AlterField(
            "wordingvote",
            "state",
            models.CharField(
                choices=[("open", "Open"), ("closed", "Closed"), ("lapsed", "Lapsed"), ("void", "Void")],
                default="open",
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            "wordingvote",
            models.CheckConstraint(condition=Q(state="void") ^ Q(void_reason=""), name="vote_void_has_a_reason"),
        ),
    ]
