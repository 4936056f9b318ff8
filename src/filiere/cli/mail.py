"""`filiere mail`: send the letters that wait, from the machine itself or from its scheduler."""

from __future__ import annotations

from cyclopts import App

app = App(name="mail", help="Les lettres du site. · Letters of the site.")


@app.command
def send() -> None:
    """Envoyer aussitôt les lettres qui attendent. · Send the letters that wait, at once.

    Le serveur réessaie chaque heure celles qui ont échoué. · The server tries those that failed again each hour.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.mail.delivery import deliver_letters, has_mail_server
    from filiere.site.mail.models import Letter

    if not has_mail_server():
        print("Aucun serveur de courrier : les lettres sont gardées. · No mail server: letters are kept.")
        return
    sent = deliver_letters()
    print(f"Envoyées · Sent: {sent}")
    print(f"En attente · Waiting: {Letter.objects.waiting().filter(given_up_at__isnull=True).count()}")
