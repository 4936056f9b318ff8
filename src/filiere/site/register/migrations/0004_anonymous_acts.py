from datetime import datetime, time

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def forget_sessions(apps, schema_editor):
    """A session no longer tells which complaint its person followed."""
    from django.contrib.sessions.backends.db import SessionStore

    Session = apps.get_model('sessions', 'Session')
    for row in Session.objects.iterator(chunk_size=500):
        held = SessionStore(row.session_key).decode(row.session_data)
        if held.pop('complaint', None) is not None:
            row.session_data = SessionStore().encode(held)
            row.save(update_fields=['session_data'])


def forget_hours(apps, schema_editor):
    """What people without a name did keeps its day, and loses its hour."""
    def day(moment):
        return timezone.make_aware(datetime.combine(timezone.localtime(moment).date(), time()))

    Complaint = apps.get_model('register', 'Complaint')
    for row in Complaint.objects.only('received_at').iterator(chunk_size=500):
        row.received_at = day(row.received_at)
        row.save(update_fields=['received_at'])
    Step = apps.get_model('register', 'ComplaintStep')
    for row in Step.objects.filter(by__isnull=True).only('at').iterator(chunk_size=500):
        row.at = day(row.at)
        row.save(update_fields=['at'])


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0003_form_tokens'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnonymousAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=60)),
                ('payload', models.JSONField()),
                ('tell_staff', models.BooleanField(default=False)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='register.complaint')),
            ],
        ),
        migrations.RunPython(forget_sessions, migrations.RunPython.noop),
        migrations.RunPython(forget_hours, migrations.RunPython.noop),
    ]
