
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_approvals'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyProof',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('key_name', models.CharField(max_length=20)),
                ('sealed', models.TextField()),
                ('since', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='accounts_one_key_proof')],
            },
        ),
    ]
