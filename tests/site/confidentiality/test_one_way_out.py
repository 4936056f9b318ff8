"""Amounts that are not public are added up for readers behind the gate alone; a new way out fails here.

The nets of this file look at the code, and see the plain ways only; `tests/site/rights/test_ways_out.py` asks the
running site, and sees an amount that comes out whatever the way.

Every number that a model keeps is said here to be an amount of somebody, or not; a field that is in neither list fails.
Then every place of the site’s code that adds such amounts up, takes their mean or lists them, is known here by its
module and by what it is for; a view that published a raw sum would be one more, and fail.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from support.oracles.ways_out import AMOUNTS

SITE = Path(__file__).resolve().parents[3] / "src" / "filiere" / "site"

NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)
NO_AMOUNT = {
    "accounts": {"failures", "last_step", "sign_count"},
    "audit": {"number", "since", "accepted_at_event", "cycles_known", "event", "population"},
    "candidature": {"version"},
    "committee": {"number", "entered", "event", "round"},
    "dossiers": {"length", "number"},
    "evidence": {"size"},
    "holders": {"entry", "number", "version", "percent"},
    "journal": {"number", "most", "entries", "seconds", "drift", "gained"},
    "label": {"dossiers", "seed", "min_group"},
    "mail": {"failures"},
    "members": {"version"},
    "observatory": {"year", "establishments", "cells", "unknown_cells", "suppressed_cells", "rows", "rejected",
                    "unknown", "suppressed"},
    "jobs": {"done", "total", "attempts", "turns", "seconds"},
    "quality": {"keep_days", "longer_days", "version", "size", "rows", "accepted", "repaired", "rejected", "duplicates",
                "superseded"},
    "programme": {"number", "total", "year", "amount", "goal", "value", "paid_amount", "planned", "revision", "count",
                  "office_reminders", "recipients", "version", "listed", "notified", "paragraph", "quorum", "rank"},
    "careers": {"seats"},
    "survey": {"version", "seed", "weight", "reminders"},
    "register": {"held", "number"},
    "science": {"round", "dossiers", "seed"},
    "search": {"weight"},
}  # fmt: skip
"""Numbers of the site itself: ranks, sizes of files, counts of rows and of acts.

An agreement with the State and its money are public in whole, as are the targets and results of the programme."""

NAMES = {"headcount", "positions", "fte", "gross", "employees", "amount"}
ADDING = {"Sum", "Avg", "Max", "Min", "StdDev", "Variance", "sum", "fsum", "mean", "fmean", "median", "quantiles",
          "reduce", "values", "values_list"}  # fmt: skip

GATED = {"register/statistics.py"}
"""Modules that add amounts up for the public: each asks the gate."""

INSIDE = {
    "candidature/": "what a company declares of its own sites, read by the parties of its dossier",
    "audit/": "the perimeter of one company, read by its auditor and its committee",
    "demonstration/": "made-up companies",
    "programme/agreements/": "public money, which every page of an agreement tells line by line",
    "survey/waves/": "what centres answer, read by the statistician alone; what is published of it passes the gate",
    "observatory/actions/withhold_counts.py": "the decision itself of which headcounts are withheld",
}
"""Where amounts of one organisation are added up for those who may read them one by one."""


def test_every_number_kept_is_known_to_be_an_amount_or_not() -> None:
    """A new number in a model is to be thought about: whose is it, and may a sum of it be published."""
    unsaid = []
    for model in apps.get_models():
        if not model.__module__.startswith("filiere."):
            continue
        for field in model._meta.fields:
            if not isinstance(field, NUMBERS) or field.primary_key or field.is_relation:
                continue
            said = field.name in AMOUNTS.get(model._meta.label, set()) | NO_AMOUNT.get(model._meta.app_label, set())
            if not said:
                unsaid.append(f"{model._meta.label}.{field.name}")
    assert unsaid == []
    for label, names in AMOUNTS.items():
        assert names <= {field.name for field in apps.get_model(label)._meta.fields}


def additions(source: str) -> Iterator[int]:
    """The lines of a module that add up, take the mean of, or list, something called as an amount is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AugAssign):
            # A text to which an amount is added in words is no sum.
            plain = isinstance(node.value, ast.Attribute | ast.BoolOp)
            if plain and {part.attr for part in ast.walk(node.value) if isinstance(part, ast.Attribute)} & NAMES:
                yield node.lineno
            continue
        if isinstance(node, ast.Attribute) and node.attr == "_cells":
            yield node.lineno
            continue
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in ADDING:
            continue
        inside = [part for argument in (*node.args, *node.keywords) for part in ast.walk(argument)]
        names = {part.attr for part in inside if isinstance(part, ast.Attribute)}
        names |= {str(part.value).split("__")[-1] for part in inside if isinstance(part, ast.Constant)}
        if names & NAMES:
            yield node.lineno


def test_amounts_are_added_up_behind_the_gate_or_for_those_who_read_each() -> None:
    """Wherever the site adds them: by the database or by hand."""
    found = {
        f"{path.relative_to(SITE).as_posix()}:{line}"
        for path in SITE.rglob("*.py")
        if "/migrations/" not in path.as_posix()
        for line in additions(path.read_text(encoding="utf-8"))
    }
    stray = {one for one in found if one.split(":")[0] not in GATED and not one.startswith(tuple(INSIDE))}
    assert stray == set()
    for name in GATED:
        text = (SITE / name).read_text(encoding="utf-8")
        assert "publication_gate()" in text
        assert ".build_public_table()" in text


def test_a_view_that_publishes_a_raw_sum_is_seen() -> None:
    """The net of the test above holds what it is meant to hold."""
    caught = (
        "from django.db.models import Sum\nSite.objects.public().aggregate(all=Sum('headcount'))",
        "total = sum(site.headcount for site in sites)",
        "from statistics import median\nx = median([one.employees for one in rows])",
        "rows.annotate(jobs=models.Sum('perimeter__headcount'))",
        "rows = list(Site.objects.values_list('headcount', flat=True))",
        "total = 0\nfor site in sites:\n    total += site.headcount",
        "x = Site.objects.aggregate(Max('headcount'))",
        "x = functools.reduce(lambda whole, one: whole + one.headcount, sites, 0)",
        "for site in sites:\n    found[site.region] += site.headcount",
        "x = statistics.fmean(one.headcount for one in sites)",
        "x = decision._cells",
    )
    assert [len(list(additions(one))) for one in caught] == [1] * len(caught)
    assert list(additions("n = sum(1 for site in sites)")) == []


def test_what_only_the_gate_may_read_is_read_by_no_page() -> None:
    """The inner face of a decision, and the inner files of releases, which judge the next one and nothing else."""
    for name, allowed in {
        "store.read_content(": {
            "confidentiality/content_store.py",
            "confidentiality/release_ledger.py",
            "confidentiality/run_folders.py",
            "confidentiality/tradeoffs.py",
            "confidentiality/actions/publish_release.py",
        },
        # Why a result of a survey is kept back, for the statistician’s page of its wave; no public page has it.
        ".inside()": {"survey/waves/result_confidentiality.py"},
    }.items():
        texts = {path: path.read_text(encoding="utf-8") for path in SITE.rglob("*.py")}
        found = {path.relative_to(SITE).as_posix() for path, text in texts.items() if name in text}
        assert found <= allowed, name


def test_a_page_of_the_inside_is_behind_its_right() -> None:
    """Few modules of pages read folders of runs or of releases, and each of their pages asks for a right of the
    statistician’s."""
    reading = {
        path.relative_to(SITE).as_posix()
        for path in SITE.glob("*/views/*.py")
        if re.search(
            r"filiere\.site\.confidentiality(\.| import .*)(folders|tradeoffs|table_dimensions|outside_totals)\b",
            path.read_text(encoding="utf-8"),
        )
    }
    assert reading == {f"confidentiality/views/{name}.py" for name in ("prepared_tables", "totals", "wizard")}
    for name in sorted(reading):
        tree = ast.parse((SITE / name).read_text(encoding="utf-8"))
        pages = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.args.args[0].arg == "request"]
        assert pages
        for page in pages:
            if not page.name.startswith("_"):
                rights = {ast.unparse(one) for one in page.decorator_list}
                assert rights & {"page('release:read-inside')", "page('release:protect')"}
        for one in tree.body:
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]).endswith("_page"):
                assert isinstance(one.value, ast.Call)
                assert ast.literal_eval(one.value.args[0]) in {"release:read-inside", "release:protect"}
