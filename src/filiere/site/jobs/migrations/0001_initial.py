"""The table of jobs was of the app `quality`: it stays where it is, and what waits in it goes on waiting."""

import django.db.models.deletion
import filiere.site.jobs.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('quality', '0008_jobs_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(default=filiere.site.jobs.models.job_key, editable=False, max_length=16, unique=True)),
                    ('owner_kind', models.CharField(blank=True, default='', max_length=20)),
                    ('owner_key', models.CharField(blank=True, default='', max_length=60)),
                    ('kind', models.CharField(max_length=20)),
                    ('subject', models.CharField(max_length=120)),
                    ('asked', models.JSONField(blank=True, default=dict)),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                    ('stage', models.CharField(blank=True, max_length=40)),
                    ('done', models.BigIntegerField(default=0)),
                    ('total', models.BigIntegerField(default=0)),
                    ('made', models.CharField(blank=True, max_length=40)),
                    ('faults', models.JSONField(blank=True, default=list)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('asked_at', models.DateTimeField()),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('beat_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('cancel_at', models.DateTimeField(blank=True, null=True)),
                    ('turns', models.PositiveIntegerField(default=0)),
                    ('seconds', models.PositiveIntegerField(default=0)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'db_table': 'quality_job',
                    'ordering': ['asked_at', 'id'],
                    'indexes': [models.Index(fields=['state', 'asked_at'], name='job_waiting'), models.Index(fields=['owner_kind', 'owner_key', 'kind'], name='job_owner')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running']), models.Q(('owner_kind', ''), _negated=True)), fields=('owner_kind', 'owner_key', 'kind', 'subject'), name='job_one_open_a_subject'), models.CheckConstraint(condition=models.Q(('total', 0), ('done__lte', models.F('total')), _connector='OR'), name='job_done_within_total')],
                },
            ),
        ]),
    ]
