"""`filiere keys`: the key that seals what the database keeps secret: which one it is, changing it, losing it."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter

from filiere.cli.options import JsonFormatOption, LangOption, handle_faults, print_json
from filiere.core.text import Text

app = App(name="keys", help="La clé qui scelle les secrets de la base. · The key that seals the secrets of the base.")

_STATES = {
    "present": Text(fr="c’est celle de la base", en="it is the database’s key"),
    "former": Text(
        fr="la base est encore scellée sous une clé précédente : lancez filiere keys rotate",
        en="the database is still sealed under a former key: run filiere keys rotate",
    ),
    "lost": Text(fr="ce n’est pas celle de la base", en="it is not the database’s key"),
    "none": Text(fr="la base n’en connaît pas encore", en="the database does not have one yet"),
}


@app.command
def status(*, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Dire quelle clé est là, et ce que chacune ouvre. · Tell which key is here, and what each one opens."""
    with handle_faults(lang):
        from filiere.site.django_startup import migrate

        migrate()
        from django.conf import settings

        from filiere.site.accounts.models_key_proof import KeyProof
        from filiere.site.accounts.sealing import key_name
        from filiere.site.accounts.site_key_status import count_hashes, key_state, list_key_uses

        proof = KeyProof.objects.first()
        found: dict[str, Any] = {
            "present": key_name(settings.SECRET_KEY),
            "former": [key_name(one) for one in settings.SECRET_KEY_FALLBACKS],
            "database": proof.key_name if proof is not None else None,
            "since": proof.since.isoformat() if proof is not None else None,
            "state": str(key_state()),
            "sealed": [
                {
                    "field": f"{use.column.model}.{use.column.field}",
                    "present": use.present,
                    "former": use.former,
                    "unreadable": use.unreadable,
                }
                for use in list_key_uses()
            ],
            "recognised": [{"field": field, "rows": count} for field, count in count_hashes()],
        }
        if format == "json":
            print_json(found)
            return
        words = [
            Text(
                fr=f"Clé actuelle : {found['present']} ; {_STATES[found['state']].fr}.",
                en=f"Current key: {found['present']}; {_STATES[found['state']].en}.",
            ),
            Text(
                fr=f"Clés précédentes gardées : {', '.join(found['former']) or 'aucune'}.",
                en=f"Former keys kept: {', '.join(found['former']) or 'none'}.",
            ),
            Text(
                fr="Scellé avec la clé actuelle, avec une clé précédente, avec aucune des deux :",
                en="Sealed under the current key, under a former one, under neither:",
            ),
        ]
        for word in words:
            print(str(word))
        for row in found["sealed"]:
            print(f"  {row['field']:<34} {row['present']:>7} {row['former']:>7} {row['unreadable']:>7}")
        told = Text(
            fr=(
                "Reconnu par empreinte, avec la clé en service quand le lien, le code ou le numéro a été émis. Une "
                "clé précédente reste utile tant que l’un d’eux est antérieur à son remplacement :"
            ),
            en="Recognised by hash, under the key in use when the link, code or number was issued. A former key is "
            "needed as long as any of them predates its replacement:",
        )
        print(str(told))
        for row in found["recognised"]:
            print(f"  {row['field']:<34} {row['rows']:>7}")


@app.command
def rotate(*, lang: LangOption = None) -> None:
    """Tirer une nouvelle clé et tout sceller de nouveau, site arrêté. · Draw a new key and seal everything anew."""
    with handle_faults(lang):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.accounts.actions.rotate_keys import rotate_keys
        from filiere.site.accounts.rights import OPERATOR

        done = rotate_keys(actor=OPERATOR)
        begun = (
            Text(fr="Reprise d’un changement interrompu.", en="Resuming an interrupted key change.")
            if done.resumed
            else Text(fr="Nouvelle clé tirée.", en="New key generated.")
        )
        words = [
            begun,
            Text(
                fr=f"{done.former or '–'} → {done.present} : {done.resealed} valeurs scellées de nouveau, "
                f"{done.unreadable} que plus aucune clé n’ouvre.",
                en=f"{done.former or '–'} → {done.present}: {done.resealed} values resealed, {done.unreadable} that "
                f"no key can open any longer.",
            ),
            Text(
                fr="La clé précédente est gardée dans secret-key-former : elle reconnaît encore les liens et les "
                "numéros donnés avant. Sauvegardez les deux fichiers, puis redémarrez le site.",
                en="The former key is kept in secret-key-former: it still recognises previously issued links and "
                "numbers. "
                "Back up both files, then start the site again.",
            ),
        ]
        for word in words:
            print(str(word))


@app.command(name="declare-lost")
def declare_lost(*, yes: Annotated[bool, Parameter(negative="")] = False, lang: LangOption = None) -> None:
    """Renoncer à une clé perdue pour de bon. · Abandon a key that is lost for good.

    Parameters
    ----------
    yes
        Confirmer : ce qui est scellé sous elle reste fermé. · Confirm: what is sealed under it stays closed.
    """
    with handle_faults(lang):
        from filiere.core import Faults

        if not yes:
            raise Faults.one(
                code="not-confirmed",
                message=Text(
                    fr="Les données scellées avec la clé perdue restent illisibles tant qu’elle n’est pas retrouvée.",
                    en="Anything sealed under the lost key cannot be read until the key is found.",
                ),
                remedy=Text(
                    fr="Cherchez d’abord la clé dans les sauvegardes. Puis : filiere keys declare-lost --yes",
                    en="First look for the key in the backups. Then: filiere keys declare-lost --yes",
                ),
            )
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.accounts.actions.rotate_keys import declare_key_lost as declare
        from filiere.site.accounts.rights import OPERATOR

        closed = declare(actor=OPERATOR)
        told = Text(
            fr="La clé actuelle est désormais celle de la base. Restent scellés :",
            en="The current key is now the database’s key. These remain sealed:",
        )
        print(str(told))
        for use in closed:
            print(f"  {use.column.model}.{use.column.field:<34} {use.unreadable:>7}")
