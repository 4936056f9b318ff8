"""What a candidature awaits: from the company its application, its answers, its price; opinions from its staff; a
check from the label staff.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.urls import reverse

from filiere.core import Text
from filiere.core.language import use_language
from filiere.referentials.scoring import evaluate
from filiere.referentials.workbook import sort_themes
from filiere.site.accounts.models import User
from filiere.site.candidature.case_evaluation import build_case_from_entries, load_entries
from filiere.site.candidature.models import Opinion
from filiere.site.candidature.opinion_window_and_gaps import OPEN_TERM, find_opinion_window, list_opinion_questions
from filiere.site.candidature.progress import list_settled
from filiere.site.candidature.submission import find_open_parts
from filiere.site.kit.bilingual_text import count_in_letters
from filiere.site.kit.templatetags.filiere import of
from filiere.site.pages.todo_list import Task
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.extension_points import AwaitedAct, DossierTasks, Standing, awaited_acts, dossier_tasks
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.todo_items import describe_terms, find_term, make_task


def _describe_answers(row: Standing, _day: date) -> Text:
    """How many questions have an answer and what evidence then is missing, as the questionnaire counts them."""
    release, entries = load_release(row.dossier), load_entries(row.dossier)
    found = evaluate(release, build_case_from_entries(row.dossier, entries))
    settled = list_settled(found, entries)
    missing = find_open_parts(row.dossier, found, entries).evidence
    done = sum(settled.values())
    counts, lacking = f"{done}/{len(settled)}", ("", "")
    if done:
        lacking = f", preuves manquantes : {len(missing)}", f", missing evidence: {len(missing)}"
    return Text(
        fr=f"Réponses {counts}{lacking[0]}. Tout s’enregistre, en plusieurs fois si vous voulez.",
        en=f"Answers {counts}{lacking[1]}. Everything is saved as you go.",
    )


awaited_acts.add(
    AwaitedAct(
        "apply",
        lambda name: Text(
            fr=f"Terminer et déposer la candidature {of(name)}", en=f"Complete and file {name}’s application"
        ),
        Text(fr="Continuer la candidature", en="Continue the application"),
        Text(
            fr="Catégorie, périmètre et faits ; le prix est connu avant tout engagement.",
            en="Category, scope and facts; the price is known before any commitment.",
        ),
        url="candidature:application",
    ),
    AwaitedAct(
        "check",
        lambda name: Text(fr=f"Vérifier la candidature {of(name)}", en=f"Check {name}’s application"),
        Text(fr="Vérifier", en="Check"),
        Text(
            fr="Trois issues : la candidature est éligible, incomplète (elle est rendue), ou douteuse (le comité "
            "entend l’entreprise).",
            en="Three outcomes: the application is eligible, incomplete (it is sent back), or in doubt (the committee "
            "hears the company).",
        ),
    ),
    AwaitedAct(
        "submit",
        lambda name: Text(fr=f"Remplir le questionnaire {of(name)}", en=f"Answer {name}’s questionnaire"),
        Text(fr="Continuer", en="Continue"),
        url="candidature:next",
        say_more=_describe_answers,
    ),
    AwaitedAct(
        "supply",
        lambda name: Text(
            fr=f"Apporter le complément demandé à {name}", en=f"Supply what the committee asked of {name}"
        ),
        Text(fr="Apporter le complément", en="Supply it"),
        Text(
            fr="Déposez les pièces, puis renvoyez le dossier ; à défaut, le comité décide en l’état.",
            en="Submit the documents, then send the dossier back; without them, the committee decides as it stands.",
        ),
        url="dossiers:overview",
    ),
)

_PAY = AwaitedAct(
    "pay",
    lambda name: Text(fr=f"Payer le prix du label pour {name}", en=f"Pay the price of the label for {name}"),
    Text(fr="Voir le prix", en="See the price"),
    Text(
        fr="Le questionnaire s’ouvre quand l’équipe du label a enregistré le paiement.",
        en="The questionnaire opens once the label staff have recorded the payment.",
    ),
    url="candidature:application",
)


def _find_prices(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        due, outcomes = find_term(row.engine, "candidate"), describe_terms(row.engine, "candidate")
        yield make_task(row.dossier, _PAY, due=due, outcomes=outcomes)


def list_awaited_themes(dossier: Dossier, person: User) -> list[str]:
    """The themes with questions of which staff representatives see a level, that a person gave no opinion on yet."""
    release = load_release(dossier)
    given = set(Opinion.objects.filter(dossier=dossier, person=person).values_list("theme", flat=True))
    return [
        one.key
        for one in sort_themes(release)
        if one.key not in given and list_opinion_questions(release, dossier.category, one.key)
    ]


def _find_opinions(person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        window = find_opinion_window(row.dossier)
        themes = list_awaited_themes(row.dossier, person) if window is not None and window.holds(day) else []
        if window is None or not themes:
            continue
        act = AwaitedAct(
            "opinion",
            partial(_describe_opinions, len(themes)),
            Text(fr="Donner mon avis", en="Give my opinion"),
            Text(
                fr="L’auditeur et le comité le lisent tel que vous l’écrivez ; la direction ne le lit jamais.",
                en="The auditor and the committee read it as you write it; management never does.",
            ),
        )
        url = reverse("candidature:opinion", args=[row.dossier.key, themes[0]])
        yield make_task(row.dossier, act, url=url, due=window.until, since=window.since, term=OPEN_TERM)


def _describe_opinions(count: int, name: str) -> Text:
    words = {}
    for lang in ("fr", "en"):
        with use_language(lang):
            words[lang] = count_in_letters(count)
    is_single = count == 1
    return Text(
        fr=f"Donner votre avis sur {words['fr']} rubrique{'' if is_single else 's'} : {name}",
        en=f"Give your opinion on {words['en']} theme{'' if is_single else 's'}: {name}",
    )


dossier_tasks.add(
    DossierTasks(frozenset({"candidate"}), ("quoted",), _find_prices),
    DossierTasks(frozenset({"staff_representatives"}), ("opinions_open",), _find_opinions),
)
