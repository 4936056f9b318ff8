"""A candidature on the way: an organisation, its sites, its people, and a questionnaire opened."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import dossier_sample
import pytest
from django.utils import timezone

FACTS = {
    "months_active": "60",
    "has_cse": "true",
    "union_delegate": "true",
}


@pytest.fixture
def organisation(db: None) -> Any:
    """An outsourcer of two sites."""
    found = dossier_sample.make_organisation(name="Atelier Voix Claire (fictif)")
    found.lyon = dossier_sample.make_site(found, "Lyon", headcount=300, positions=250, is_head_office=True)
    found.brest = dossier_sample.make_site(found, "Brest", headcount=120, positions=100)
    return found


@pytest.fixture
def editor(organisation: Any) -> Any:
    """Who edits for it."""
    return dossier_sample.make_member(organisation, "edit", name="Édith Fictive")


@pytest.fixture
def second(organisation: Any) -> Any:
    """Another who edits for it."""
    return dossier_sample.make_member(organisation, "edit", name="Sacha Fictif")


@pytest.fixture
def representative(organisation: Any) -> Any:
    """A staff representative of it."""
    return dossier_sample.make_member(organisation, "staff_representative", name="Renée Fictive")


@pytest.fixture
def dossier(organisation: Any) -> Any:
    """Its candidature, in preparation."""
    return dossier_sample.make_dossier(organisation, "outsourcer", opened=timezone.localdate() - timedelta(days=60))


def perimeter(dossier: Any, editor: Any) -> None:
    """Put both sites in the perimeter."""
    from filiere.site.candidature.actions.write_application import SiteGiven, save_perimeter

    sites = [
        SiteGiven(one.key, one.headcount, Decimal(one.headcount) - 20, one.positions, "calls_in", "FR")
        for one in dossier.organisation.sites.all()
    ]
    save_perimeter(actor=editor, dossier=dossier, sites=sites, suppliers=["Appels du Nord"])


def facts(dossier: Any, editor: Any, **other: str) -> None:
    """Answer every fact."""
    from filiere.referentials.workbook import Entry
    from filiere.site.candidature.actions.save_answers import Written, save_answers
    from filiere.site.candidature.answers import lines_for

    written = {}
    for line in lines_for(dossier):
        if line.place.kind != "fact":
            continue
        value = (FACTS | other).get(line.place.key, "false" if line.choices else "1")
        written[line.place] = Written(0, Entry(value))
    save_answers(actor=editor, dossier=dossier, written=written)


@pytest.fixture
def written(dossier: Any, editor: Any) -> Any:
    """The candidature with perimeter and facts, not filed."""
    perimeter(dossier, editor)
    facts(dossier, editor)
    return dossier


@pytest.fixture
def declaring(written: Any) -> Any:
    """The candidature with its questionnaire open."""
    return dossier_sample.at(written, "declaring")


def answer_all(dossier: Any, editor: Any, level: int = -1) -> None:
    """Answer every question with its best level, and give every number."""
    from filiere.referentials.workbook import Entry
    from filiere.site.candidature.actions.save_answers import Written, save_answers
    from filiere.site.candidature.answers import lines_for, standing_of

    standing = standing_of(dossier)
    written = {}
    for line in lines_for(dossier):
        if line.place.kind == "fact":
            continue
        value = list(line.choices)[level] if line.choices else "10"
        version = standing[line.place].version if line.place in standing else 0
        written[line.place] = Written(version, Entry(value))
    save_answers(actor=editor, dossier=dossier, written=written)
