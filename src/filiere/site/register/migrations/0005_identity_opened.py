"""A step of a complaint may be that two people opened who made it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0004_anonymous_acts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='complaintstep',
            name='kind',
            field=models.CharField(
                choices=[
                    ('received', 'Received'),
                    ('added', 'Added'),
                    ('admitted', 'Admitted'),
                    ('dismissed', 'Dismissed'),
                    ('answered', 'Answered'),
                    ('closed', 'Closed'),
                    ('identity', 'Identity'),
                ],
                max_length=10,
            ),
        ),
    ]
