"""The title of an agreement holds the whole purpose of a grant, which the form of grants bounds at 256 characters."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agreement',
            name='title',
            field=models.CharField(max_length=256),
        ),
    ]
