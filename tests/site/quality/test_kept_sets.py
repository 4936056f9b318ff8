"""What the pages of a centre take of the definitions that it wrote: a few are held, and none is read to be named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from support.scenes.quality_sample import deliver, legs_csv, said, write

from filiere.core import Faults, seal
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import definition_catalogue, quotas
from filiere.site.quality.models import LocalSet

pytestmark = pytest.mark.django_db


def refused(act: Any, **given: Any) -> tuple[str, str]:
    """The code and the words of the one fault that an act raises."""
    with pytest.raises(Faults) as caught:
        act(**given)
    (one,) = caught.value.faults
    assert one.remedy.fr
    return one.code, one.message.en


def keep(centre: Any, text: str, number: int = 1) -> LocalSet:
    """A row as an older version of the site may have kept it, whatever would be refused now."""
    row = {"made_by": centre.manager, "made_at": timezone.now(), "title_fr": "Notre", "title_en": "Ours"}
    made = {"centre": centre, "key": f"local-{number}", "version": 1, "text": text, "sha256": seal(number), **row}
    return LocalSet.objects.create(**made)


@pytest.mark.usefixtures("few")
def test_no_page_reads_a_definition_to_name_it(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: each page that offers definitions read the newest version of all of them, in the process that answers."""
    head, _, _ = said(key="local-one").partition("indicators:\n")
    write(centre, f"{head}indicators:\n- key: rate\n  measure: accessibility\n  title: {{fr: Taux, en: Rate}}\n")
    deliver(centre, legs_csv())
    run_waiting_jobs()
    read: list[str] = []
    whole = definition_catalogue.read_stored_text
    monkeypatch.setattr(definition_catalogue, "read_stored_text", lambda text: read.append(text) or whole(text))
    client = Client()
    client.force_login(centre.manager)
    key = centre.key
    for name, args in (
        ("centre", [key]),
        ("indicator", [key, "common-v1", "service_level_20"]),
        ("gap", [key]),
        ("packs", [key]),
        ("local-sets", [key]),
    ):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse(f"quality:{name}", args=args), {"to": "vicidial", "from": "common-v1"})
        assert page.status_code == 200, name
        whole_rows = [one["sql"] for one in asked if '"quality_localset"."text"' in one["sql"]]
        # The one that the address names is looked for, among those of the centre too.
        assert [one for one in whole_rows if not one.endswith("LIMIT 1")] == [], name
        assert "Notre façon" in page.text, name
    assert read == []
    address = reverse("quality:indicator", args=[key, "common-v1", "service_level_20"])
    assert "n’a pas d’indicateur comparable" in client.get(address, {"with": "local-one"}).text


def test_a_process_holds_few_sets_and_reads_them_apart(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: 128 sets were held for the life of the process, each of any size, and read in a thread without limits."""
    apart: list[str] = []
    monkeypatch.setattr(definition_catalogue, "_cached_sets", type(definition_catalogue._cached_sets)())
    monkeypatch.setattr(
        definition_catalogue,
        "read_sandboxed",
        lambda sent, function, text: apart.append(sent.subject_id) or function(text),
    )
    text = said()
    rows = [keep(centre, text, number) for number in range(definition_catalogue.CACHE_SIZE + 1)]
    for row in (*rows, rows[-1]):
        assert definition_catalogue.parse_kept_definition(row).id == "local-phone"
    assert len(apart) == len(rows)
    assert len(definition_catalogue._cached_sets) == definition_catalogue.CACHE_SIZE
    definition_catalogue.parse_kept_definition(rows[0])
    assert apart[-1] == str(rows[0].pk)
    assert len(apart) == len(rows) + 1


def test_a_definition_kept_before_it_was_too_large_is_still_read(centre: Any) -> None:
    """H1: what an older version of the site accepted opens, and is not written anew as it stands."""
    more = "".join(
        f"- key: more_{number}\n  measure: accessibility\n  title: {{fr: Taux, en: Rate}}\n" for number in range(200)
    )
    text = said(key="local-1").replace("indicators:\n", f"indicators:\n{more}", 1)
    row = keep(centre, text)
    client = Client()
    client.force_login(centre.manager)
    page = client.get(reverse("quality:local-set", args=[centre.key, str(row)]))
    assert page.status_code == 200
    assert "more_199" in page.text
    code, words = refused(write, centre=centre, text=text.replace("local-1", "local-2"))
    assert code == "definition-indicators-many"
    assert "200 at most" in words


def test_a_centre_keeps_so_many_definitions(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: nothing bounded the sets of a centre, and no act removes one."""
    monkeypatch.setattr(quotas, "DEFINITIONS", 2)
    monkeypatch.setattr(quotas, "DEFINITION_VERSIONS", 3)
    first = write(centre, said(key="local-one"))
    write(centre, said(key="local-two"))
    code, words = refused(write, centre=centre, text=said(key="local-three"))
    assert (code, words.endswith(": 2 definitions.")) == ("definitions-too-many", True)
    assert write(centre, said(key="local-one", negative="ignored")).pk == first.pk
    LocalSet.objects.update(sealed_at=timezone.now())
    write(centre, said(2, key="local-one"))
    assert refused(write, centre=centre, text=said(2, key="local-two"))[1].endswith(": 3 versions.")
    monkeypatch.setattr(quotas, "DEFINITION_SIGNS", sum(len(one.text) for one in LocalSet.objects.all()) + 9)
    assert write(centre, said(2, key="local-one", negative="ignored")).version == 2
    longer = said(2, key="local-one", Our__way="Our way, as we have always counted")
    assert refused(write, centre=centre, text=longer)[1].endswith("characters in all.")


def test_no_text_of_a_definition_is_read_among_those_who_are_answered() -> None:
    """H1, the next instance: the readers of definitions are handed to a child, and called nowhere on the site."""
    called = re.compile(r"(?<![.\w])(?<!def )(?:parse_definition|read_stored_text|read_set)\(")
    package = Path(definition_catalogue.__file__).parents[1]
    found = [path.name for path in package.rglob("*.py") for _ in called.finditer(path.read_text(encoding="utf-8"))]
    # The reader itself calls the engine.
    assert found == ["definition_yaml.py"]
