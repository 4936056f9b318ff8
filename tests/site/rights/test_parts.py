"""What stands inside a dossier, opened for real: documents, papers, letters, lists of sites, places of a logo.

The pages of the matrix are asked by addresses of which the inner part need not exist. Here it does: whoever the matrix
lets in opens it in at least one state, and whoever it keeps out opens it in none.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from support.harness.rights_reading import HERE, PEOPLE, Matrix, covering
from support.harness.view_calls import Answers
from support.scenes.dossier_sample import at
from support.scenes.rights_parts import PARTS

pytestmark = pytest.mark.django_db

BEFORE_THE_AUDIT = frozenset({"candidat", "lecteur", "personnel"})
"""Who reads the draw once the audit has opened only, by the condition of the matrix: before, nobody of the company."""
WAITING = {"audit:sites-list": BEFORE_THE_AUDIT, "audit:sites-record": BEFORE_THE_AUDIT}


@pytest.mark.parametrize("name", PARTS)
def test_what_is_inside_opens_to_whoever_may_and_to_nobody_else(
    name: str, scene: Any, written: Matrix, procedure: Any, refusals: list[Any], answers: Answers
) -> None:
    at(scene.dossier, "declaring")
    line = written.lines[(written.doors | written.operations)[name]]
    addresses = [reverse(name, kwargs={"key": scene.dossier.key, **part}) for part in PARTS[name](scene)]
    states = [state.key for state in procedure.states]
    may = {person for person in HERE if any(line.allows(person, state) for state in states)}
    may -= WAITING.get(name, frozenset())
    opened: set[str] = set()
    wrong = []
    telling = covering(line, states)
    for state in (*telling, *(one for one in states if one not in telling)):
        type(scene.dossier).objects.filter(pk=scene.dossier.pk).update(state=state)
        for person in PEOPLE:
            allowed = line.allows(person, state)
            # Past the states that tell all, only whoever may open it and has not yet is asked again.
            if person in opened if allowed else state not in telling:
                continue
            before = len(refusals)
            got = [answers.ask(person, "get", one).status_code for one in addresses]
            # What stands there and is kept from somebody who is signed in leaves a trace, however it is kept. M2
            kept = sum(one in (403, 404) for one in got)
            signed_in = person not in ("visiteur", "équipe sans second facteur")
            if signed_in and not allowed and len(refusals) - before < kept:
                wrong.append((person, state, "untold"))
            if 200 in got or (405 in got and allowed):
                opened.add(person)
                if not allowed:
                    wrong.append((person, state, got))
        if opened == may and state not in telling:
            break
    assert (wrong, opened) == ([], may)
