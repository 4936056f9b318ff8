"""Why a session was called with less notice, where the release of the referential allows that."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('committee', '0004_ballots_keep_no_hour'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='urgency',
            field=models.CharField(blank=True, default='', max_length=500),
            preserve_default=False,
        ),
    ]
