"""A candidature on the way, and twenty people answering it at one moment, for the tests of candidatures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from support.scenes import dossier_sample

FACTS = {"months_active": "60", "has_cse": "true", "union_delegate": "true"}


def make_outsourcer() -> Any:
    """An outsourcer of two sites."""
    found = dossier_sample.make_organisation(name="Atelier Voix Claire (fictif)")
    found.lyon = dossier_sample.make_site(found, "Lyon", headcount=300, positions=250, is_head_office=True)
    found.brest = dossier_sample.make_site(found, "Brest", headcount=120, positions=100)
    return found


def make_candidature(organisation: Any) -> Any:
    """Its candidature, in preparation for two months."""
    return dossier_sample.make_dossier(organisation, "outsourcer", opened=timezone.localdate() - timedelta(days=60))


def perimeter(dossier: Any, editor: Any) -> None:
    """Put every site in the perimeter."""
    from filiere.site.candidature.actions.save_perimeter import SiteInput, save_perimeter

    sites = [
        SiteInput(one.key, one.headcount, Decimal(one.headcount) - 20, one.positions, "calls_in", "FR")
        for one in dossier.organisation.sites.all()
    ]
    save_perimeter(actor=editor, dossier=dossier, sites=sites, suppliers=["Appels du Nord"])


def facts(dossier: Any, editor: Any, **other: str) -> None:
    """Answer every fact."""
    from filiere.referentials.workbook import AnswerEntry
    from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
    from filiere.site.candidature.case_evaluation import list_answer_lines

    written = {}
    for line in list_answer_lines(dossier):
        if line.place.kind == "fact":
            value = (FACTS | other).get(line.place.key, "false" if line.choices else "1")
            written[line.place] = WrittenAnswer(0, AnswerEntry(value))
    save_answers(actor=editor, dossier=dossier, written=written)


def answer_all(dossier: Any, editor: Any, level: int = -1) -> None:
    """Answer every question with its best level, and give every number."""
    from filiere.referentials.workbook import AnswerEntry
    from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
    from filiere.site.candidature.case_evaluation import NO_ANSWER, list_answer_lines, load_standing_answers

    standing = load_standing_answers(dossier)
    written = {}
    for line in list_answer_lines(dossier):
        if line.place.kind != "fact":
            value = list(line.choices)[level] if line.choices else "10"
            written[line.place] = WrittenAnswer(standing.get(line.place, NO_ANSWER).version, AnswerEntry(value))
    save_answers(actor=editor, dossier=dossier, written=written)


def all_at_once(people: int = 12) -> dict[str, Any]:
    """Each of several people answers the same question, and one of their own, at one moment; what came of it.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from threading import Barrier, Thread

    from django.db import connection
    from support.scenes.journal_sample import differences_of

    from filiere.referentials.workbook import AnswerEntry
    from filiere.site.accounts.models import User
    from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
    from filiere.site.candidature.case_evaluation import list_answer_lines, load_standing_answers
    from filiere.site.candidature.models import AnswerVersion
    from filiere.site.journal.integrity import check_integrity
    from filiere.site.workflow.models import Dossier

    organisation = make_outsourcer()
    editors = [dossier_sample.make_member(organisation, "edit") for _ in range(people)]
    dossier = make_candidature(organisation)
    perimeter(dossier, editors[0])
    facts(dossier, editors[0])
    dossier = dossier_sample.at(dossier, "declaring")
    asked = [one for one in list_answer_lines(dossier) if one.place.kind == "answer"]
    shared, own = asked[0], asked[1 : people + 1]
    gate, told = Barrier(people), []

    def work(editor: Any, mine: Any, turn: int) -> None:
        person = User.objects.get(pk=editor.pk)
        here = Dossier.objects.select_related("organisation").get(pk=dossier.pk)
        gate.wait()
        try:
            said = {
                shared.place: WrittenAnswer(0, AnswerEntry(list(shared.choices)[turn % 2], note=f"note {turn}")),
                mine.place: WrittenAnswer(0, AnswerEntry(next(iter(mine.choices)))),
            }
            outcome = save_answers(actor=person, dossier=here, written=said)
            told.append("first" if shared.place in outcome.saved else "told")
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [Thread(target=work, args=(*one, turn)) for turn, one in enumerate(zip(editors, own, strict=True))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    standing = load_standing_answers(dossier)
    assert check_integrity().is_chained
    return {
        "told": sorted(told),
        "own": sum(one.place in standing for one in own),
        "versions": AnswerVersion.objects.filter(answer__key=shared.place.key).count(),
        "differing": [str(one) for one in differences_of("candidature")],
    }
