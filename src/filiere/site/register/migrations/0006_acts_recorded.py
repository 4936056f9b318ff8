"""An act without a name may stand in the journal before the staff is written to about it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0005_identity_opened")]

    operations = [
        migrations.AddField(
            model_name="anonymousact",
            name="recorded",
            field=models.BooleanField(default=False),
        ),
    ]
