"""The mailbox of each account in a column with an index, so that one question finds whose an address is."""

from django.db import migrations, models

from filiere.site.accounts.email_equivalence import mailbox_of


def fill(apps, schema_editor):
    """Write the mailbox of every account."""
    users = apps.get_model("accounts", "User").objects
    for user in users.only("pk", "email").iterator():
        users.filter(pk=user.pk).update(mailbox=mailbox_of(user.email))


class Migration(migrations.Migration):
    """One column, filled."""

    dependencies = [("accounts", "0006_spent_steps")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mailbox",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=600),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
