"""A form sent twice acts once and is answered once, whatever the act (M4, L6)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from at_once import on_a_file
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from django.template import engines
from django.test import RequestFactory
from double_post_sample import all_at_once, one_after_the_other

TEMPLATES = Path(__file__).parents[2] / "src/filiere/site/templates"
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ONCE = {
    "complaint": [[200], 1, 1],
    "follow": [[302], 1, 1],
    "invitation": [[302], 1, 1],
    "organisation": [[302], 1, 1],
    "session": [[302], 1, 1],
    "sign-in": [[302], 1, 1],
}


@pytest.mark.django_db
def test_a_form_sent_again_is_answered_as_before() -> None:
    """M4, L6: at version 0.5 a complaint was answered 500, and sessions and invitations were made again."""
    assert one_after_the_other() == ONCE


def test_forms_sent_at_the_same_moment_act_once_on_a_file(fresh: Path) -> None:
    """M4, L6."""
    assert on_a_file(fresh, "double_post_sample") == ONCE


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_forms_sent_at_the_same_moment_act_once_on_postgresql() -> None:
    """M4, L6."""
    assert all_at_once() == ONCE


def test_every_form_that_is_posted_has_both_tokens() -> None:
    """The guard of the class: no page can send a form that would act twice."""
    posted = {
        f"{path.relative_to(TEMPLATES)}: {attributes}": body
        for path in sorted(TEMPLATES.rglob("*.html"))
        for attributes, body in FORM.findall(path.read_text(encoding="utf-8"))
        if "post" in attributes.lower()
    }
    assert len(posted) > 100
    assert [form for form, body in posted.items() if "{% csrf_token %}" not in body] == []
    template: Any = engines["django"].from_string("{% csrf_token %}{% csrf_token %}")
    written = template.render({}, RequestFactory().get("/fr/"))
    tokens = re.findall(r'name="form_token" value="([\w-]{24})"', written)
    assert written.count("csrfmiddlewaretoken") == len(set(tokens)) == 2
