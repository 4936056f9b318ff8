"""Every page of a centre that has something of everything opens, in both languages: none fails for what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from support.scenes.quality_sample import deliver, legs_csv

from filiere.contacts.definitions import load_set
from filiere.core import Text
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.kit.languages import use_page_language
from filiere.site.quality import definition_catalogue, urls
from filiere.site.quality.actions.erase_contacts import request_delivery_erasure
from filiere.site.quality.actions.explain_figure import request_contacts, request_gap
from filiere.site.quality.actions.join_benchmark import join_benchmark
from filiere.site.quality.actions.make_edition import request_due_editions
from filiere.site.quality.actions.make_pack import find_cut, request_pack
from filiere.site.quality.actions.verify_pack import request_own_verification, request_received_verification
from filiere.site.quality.actions.write_definition import write_definition
from filiere.site.quality.actions.write_mapping import write_mapping
from filiere.site.quality.benchmark_terms import CURRENT_TERMS
from filiere.site.quality.definition_form import build_choice_rows, build_indicator_rows, write_definition_yaml
from filiere.site.quality.delivery_outcomes import find_last_month, list_months
from filiere.site.quality.folders import pack_path
from filiere.site.quality.models import Delivery, Edition, Pack

LEVEL = "service_level_20"
STEP = {"indicator": LEVEL, "step": "1"}
"""The step of the gap whose contacts are asked for."""
ACTS = frozenset({"compute", "manager-me", "job-stop", "other-days"})
"""Addresses that are sent a form, and have no page."""
MAPPING = (
    'id: a\nversion: "1"\ntitle: {fr: A, en: A}\ntable: staff_month\nzone: Europe/Paris\n'
    "fields: {m: text, h: number}\ncolumns: {organisation: {constant: acme}, month: m, headcount: h}\n"
)
"""A mapping file that a centre wrote, made up."""
LEADS_ON = frozenset({"opening"})
"""Addresses that lead elsewhere once their thing is done."""


def do() -> None:
    """Do the jobs that wait, and what acts leave for after their commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_waiting_jobs()


def local_text(title: Text) -> str:
    """A definition that a centre writes, like a vendor's."""
    base = load_set("vicidial")
    return write_definition_yaml(
        build_choice_rows(base, {}),
        build_indicator_rows(base, {}),
        key="local-phone",
        version=1,
        title=title,
        owner="Centre fictif",
        start="2026-01-01",
    )


@pytest.fixture
def full(centre: Any, few: None, tmp_path: Path) -> Any:
    """A centre with something of everything; `.parameters` are the keys of what it has, by the names of addresses."""
    del few
    title = Text(fr="<b>Notre</b> façon {x}", en="<b>Our</b> way {x}")
    local = write_definition(actor=centre.manager, centre=centre, text=local_text(title))
    imported = deliver(centre, legs_csv())
    refused = deliver(centre, b"a,b\n1,2\n", "refused.csv")
    mapping = write_mapping(actor=centre.manager, centre=centre, name="effectifs", text=MAPPING)
    deliver(centre, b"m,h\n2026-03,12\n", "staff.csv", mapping=mapping)
    taken = deliver(centre, legs_csv(40), "taken.csv")
    request_delivery_erasure(actor=centre.manager, centre=centre, delivery=taken, reason="wrong-file")
    do()
    join_benchmark(centre, actor=centre.editor, terms=CURRENT_TERMS)
    request_due_editions(timezone.localdate())
    cut = find_cut("month")
    assert cut is not None
    request_pack(actor=centre.manager, centre=centre, name="services-publics-plus", cut=cut)
    request_gap(
        actor=centre.manager,
        centre=centre,
        start=str(local),
        end=definition_catalogue.COMMON_DEFINITION,
        indicator=LEVEL,
        period=find_last_month(centre, list_months(centre)),
    )
    request_contacts(actor=centre.manager, centre=centre, name="common-v1", indicator=LEVEL)
    do()
    pack = Pack.objects.get()
    request_own_verification(pack, actor=centre.manager)
    sent = tmp_path / "received"
    sent.write_bytes(pack_path(centre, pack.sha256).read_bytes())
    verified = request_received_verification(actor=centre.manager, centre=centre, path=sent, sha256=pack.sha256)
    do()
    states = set(Delivery.objects.filter(centre=centre).values_list("state", flat=True))
    assert states == {"imported", "refused", "erased"}
    assert Edition.objects.exists()
    assert not Job.objects.exclude(state=Job.State.DONE).exclude(subject=refused.key).exists()
    centre.parameters = {
        "name": ["local-phone@1", "common-v1@1"],
        "local-set:name": [str(local)],
        "local-file:name": [str(local)],
        "mapping-file:name": [mapping.name],
        "delivery_key": [imported.key, refused.key, taken.key],
        "pack_key": [pack.key],
        "job_key": [verified.key],
        "number": [centre.managers.get().pk],
        "indicator": [LEVEL],
        "extension": ["csv"],
        "version": [mapping.version],
    }
    return centre


def pages(centre: Any) -> list[tuple[str, dict[str, Any]]]:
    """The name and the parameters of every address of the centre, for each thing that it has."""
    found = []
    for pattern in urls.centre_urlpatterns:
        name = str(pattern.name)
        paths: list[dict[str, Any]] = [{}]
        for parameter in [*pattern.pattern.converters, *pattern.pattern.regex.groupindex]:
            if parameter not in paths[0]:
                values = centre.parameters.get(f"{name}:{parameter}") or centre.parameters[parameter]
                paths = [{**one, parameter: value} for one in paths for value in values]
        found += [(name, one) for one in paths]
    return found


@pytest.mark.django_db
def test_every_page_of_a_full_centre_opens(full: Any) -> None:
    """Its manager, its editor and its reader get an answer at each of its addresses; each page opens to one of them."""
    wrong, opened = [], set()
    for code in ("fr", "en"):
        for user in (full.manager, full.editor, full.reader):
            client = Client(raise_request_exception=False)
            client.force_login(user)
            for name, parameters in pages(full):
                with use_page_language(code):
                    address = reverse(f"quality:{name}", kwargs={"key": full.key, **parameters})
                status = client.get(address, STEP if name.startswith("gap") else {}).status_code
                if status not in ({405} if name in ACTS else {200, 302, 403, 404}):
                    wrong.append((code, name, parameters, status))
                elif status == 200:
                    opened.add((code, name))
    assert not wrong
    assert {name for _, name in opened} == {str(one.name) for one in urls.centre_urlpatterns} - ACTS - LEADS_ON
    assert len(opened) == 2 * len({name for _, name in opened})
    client = Client()
    client.force_login(full.manager)
    for code, title in (("fr", "&lt;b&gt;Notre&lt;/b&gt; façon {x}"), ("en", "&lt;b&gt;Our&lt;/b&gt; way {x}")):
        with use_page_language(code):
            assert title in client.get(reverse("quality:local-sets", args=[full.key])).text


def test_a_value_of_a_passage_may_have_any_name() -> None:
    """`fr` and `en` too: a page must not fail for the name that its author chose."""
    page = Template('{% load filiere %}{% t "{fr} et {en}" "{fr} and {en}" fr="a" en="<b>"|cut:"x" %}')
    with use_page_language("en"):
        assert page.render(Context({})).startswith("a and ")
