"""`filiere journal`: is the journal whole, and what does it say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from filiere.cli.options import CountOption, JsonFormatOption, LangOption, handle_faults, print_json
from filiere.cli.requested_language import terminal_language
from filiere.core import Faults
from filiere.core.journal import format_moment
from filiere.core.language import use_language
from filiere.core.text import Lang, Text

if TYPE_CHECKING:
    from filiere.site.journal.anchors import AnchorContradiction

app = App(name="journal", help="Le journal chaîné des actes. · The hash-chained journal of acts.")


LANGS: tuple[Lang, ...] = ("fr", "en")
_HEAD_LABEL = Text(fr="Empreinte de la dernière entrée", en="Hash of the last entry")
_ERASED = Text(fr="effacé", en="erased")


def _choose_language(words: Text, lang: Lang | None) -> str:
    """Words in the language asked for, in both when none was."""
    return words.get(lang) if lang else " · ".join(words.get(one) for one in LANGS)


@app.command
def verify(*, anchor: Path | None = None, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Relire la chaîne, et comparer les tables à ce qu’elle dit. · Read the chain, and compare the tables with it.

    L’état de sortie est 1 quand la chaîne est rompue, ou qu’une ligne n’est pas ce que dit son entrée. · The exit
    status is 1 when the chain is broken, or a row is not what its entry says.

    Parameters
    ----------
    anchor
        Fichier d’ancres gardé ailleurs, à comparer. · File of anchors kept elsewhere, to compare.
    """
    with use_language(lang or terminal_language()):
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.journal.integrity import check_integrity

        report = check_integrity()
        anchored, wrong = _compare_anchors(anchor, lang)
        sentence = report.sentence()
        if format == "json":
            erasures = [
                {
                    "rule": one.rule,
                    "count": one.count,
                    "first": format_moment(one.first),
                    "last": format_moment(one.last),
                }
                for one in report.erasures
            ]
            reason = str(report.reason) if report.reason else None
            found = {
                "whole": report.is_whole,
                "entries": report.entries,
                "erased": report.erased_count,
                "erasures": erasures,
                "head": report.head if report.is_chained else None,
                "broken_at": report.broken_at,
                "reason": reason,
                "anchors": anchored,
                "contradictions": [
                    {"at": format_moment(one.anchor.at), "number": one.anchor.number, "message": str(one.sentence())}
                    for one in wrong
                ],
                "differing": report.differing,
                "differences": [
                    {
                        "kind": one.kind,
                        "table": one.table,
                        "key": one.key,
                        "entry": one.entry,
                        "fields": list(one.fields),
                        "message": str(one.sentence()),
                    }
                    for one in report.differences
                ],
                "disordered": report.disordered,
                "disorders": [
                    {"entry": one.number, "at": format_moment(one.at), "previous": format_moment(one.previous)}
                    for one in report.disorders
                ],
            }
            print_json(found)
        else:
            # A witness may not read the language of the terminal: without a choice, both are told.
            for spoken in (lang,) if lang else LANGS:
                print(sentence.get(spoken))
            if anchor is not None and not wrong:
                words = Text(
                    fr=f"Les {anchored} ancres de {anchor} sont confirmées.",
                    en=f"The {anchored} anchors in {anchor} are confirmed.",
                )
                print(_choose_language(words, lang))
            for contradiction in wrong:
                print(f"- {contradiction.sentence()}")
            for difference in report.differences:
                print(f"- {difference.sentence()}")
            if report.differing > len(report.differences):
                print(f"… {report.differing - len(report.differences)} +")
            if report.is_chained:
                print(f"{_choose_language(_HEAD_LABEL, lang)}{'\u00a0: ' if lang == 'fr' else ': '}{report.head}")
        if not report.is_whole or wrong:
            sys.exit(1)


def _compare_anchors(anchor: Path | None, lang: Lang | None) -> tuple[int, list[AnchorContradiction]]:
    """How many anchors a file holds, and those that the journal does not bear out."""
    if anchor is None:
        return 0, []
    from filiere.site.journal.anchors import find_contradictions

    with handle_faults(lang):
        if not anchor.is_file():
            raise Faults.one(
                code="not-a-file",
                message=Text(fr="Ce chemin ne mène pas à un fichier.", en="This path does not lead to a file."),
                remedy=Text(fr="Vérifiez le chemin.", en="Check the path."),
                file=str(anchor),
            )
        return find_contradictions(anchor)


@app.command
def show(*, last: CountOption = 20, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Montrer les dernières entrées. · Show the last entries.

    Parameters
    ----------
    last
        Nombre d’entrées. · Number of entries.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.journal.models import Entry

    entries = list(Entry.objects.select_related("payload").order_by("-number")[: max(last, 0)])[::-1]
    if format == "json":
        listed = [
            {
                "number": entry.number,
                "at": format_moment(entry.at),
                "actor": entry.actor_key,
                "act": entry.act,
                "subject_kind": entry.subject_kind,
                "subject": entry.subject_id,
                "payload_hash": entry.payload_hash,
                "erased": entry.payload.erased_at is not None,
                "hash": entry.hash,
            }
            for entry in entries
        ]
        print_json(listed)
        return
    for entry in entries:
        erased = f"  ({_choose_language(_ERASED, lang)})" if entry.payload.erased_at else ""
        subject = f"{entry.subject_kind} {entry.subject_id}".strip()
        print(
            f"{entry.number:>6}  {format_moment(entry.at)}  {entry.actor_key:<18}  {entry.act:<18}  {subject}{erased}"
        )
