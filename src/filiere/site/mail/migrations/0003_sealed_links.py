from django.db import migrations, models


def seal_links(apps, schema_editor):
    """Seal the links of letters that wait, and strike those of letters that have left."""
    from filiere.site.mail.sealed_links import conceal_links

    Letter = apps.get_model("mail", "Letter")
    changed = []
    for letter in Letter.objects.only("body", "sent_at").iterator(chunk_size=500):
        body, sealed = conceal_links(letter.body)
        if sealed:
            letter.body, letter.links = body, "" if letter.sent_at else sealed
            changed.append(letter)
    Letter.objects.bulk_update(changed, ["body", "links"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0002_discreet_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="links",
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(seal_links, migrations.RunPython.noop),
    ]
