"""The rules of the house that a machine can check."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 600


def tracked(*patterns: str) -> list[Path]:
    """The files of the repository that match; every file of the tree where git is absent."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def pinned(name: str) -> dict[str, str]:
    """The packages of a requirements file, with their versions."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", text, re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("kind", ["main", "dev", "spark"])
def test_requirements_follow_the_project(kind: str) -> None:
    """Every declared dependency is pinned at a version that its range admits; `./dev lock` writes them anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(project["project"]["dependencies"])
    if kind == "dev":
        wanted += project["dependency-groups"]["dev"]
    if kind == "spark":
        wanted += project["project"]["optional-dependencies"]["spark"]
    pins = pinned(f"{kind}.txt")
    for requirement in map(Requirement, wanted):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, requirement
        assert requirement.specifier.contains(version), (requirement, version)


@pytest.mark.parametrize("kind", ["dev", "spark"])
def test_the_requirement_files_agree(kind: str) -> None:
    """What serves the site is what was tested: a larger file pins every package of the smallest at its version."""
    main, larger = pinned("main.txt"), pinned(f"{kind}.txt")
    assert {name: larger.get(name) for name in main} == main


def test_requirements_hold_hashes_and_no_address() -> None:
    """A requirement is proved by its hash, wherever it is fetched from."""
    for path in tracked("requirements/*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        assert text.count("--hash=sha256:") >= text.count("=="), path.name


def test_tests_work_in_no_folder_of_the_checkout() -> None:
    """What somebody built there is neither read nor changed: `./dev demo`, then `./dev test`, in their order."""
    from django.conf import settings

    from filiere.site.data_folder import home_path

    assert ROOT not in (home_path(), *home_path().parents)
    for place in (settings.FILIERE_HOME, settings.UPLOADS):
        assert ROOT not in Path(place).parents
    assert not settings.FILIERE_DEMO


def test_files_stay_short() -> None:
    """A module that passes six hundred lines holds more than one idea; a migration is a list that Django writes."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if "/migrations/" not in str(path) and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert long == {}


def test_every_module_says_why_it_exists() -> None:
    """A module opens with its docstring; migrations and empty packages have nothing to say."""
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("src/*.py", "tests/*.py", "tools/*.py", "benchmarks/*.py")
        if "/migrations/" not in str(path)
        and (text := path.read_text(encoding="utf-8")).strip()
        and not text.lstrip().removeprefix("#!/usr/bin/env python3\n").lstrip().startswith('"""')
    ]
    assert silent == []


def test_views_never_filter_by_hand() -> None:
    """What a user may see is decided by a queryset; a view that filters could forget it."""
    filtering = re.compile(
        r"\.objects\.(?!visible_to\b|readable_by\b|cast_by\b|names\b|none\b|for_\w+\b|current\b|public\b)\w+\("
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked("src/filiere/site/*/views.py", "src/filiere/site/*/views/*.py", "src/filiere/site/*/api.py")
        for match in filtering.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


CUT_TEXTS = {
    "accounts/views/second_factor.py": "a code, compared",
    "committee/views/sessions.py": "a key, looked up",
    "register/views/verification.py": "a number or a fingerprint, looked up",
}


def test_no_text_that_people_send_is_cut() -> None:
    """A text too long is refused at its field. Acts and forms slice no words that they clean, and no page what a form
    sent it, but for the few named above with what they slice."""
    cleaning = {"strip", "rstrip", "lstrip", "replace", "join", "clean_words"}
    found = set()
    for path in tracked("src/filiere/site/*.py"):
        cleans = "actions" in path.parts or re.fullmatch(r"forms(_\w+)?\.py|\w+_form\.py", path.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=ast.expr())):
                    function = value.func if isinstance(value, ast.Call) else None
                    name = getattr(function, "attr", getattr(function, "id", ""))
                    if (cleans and name in cleaning) or ".POST" in ast.unparse(value):
                        found.add(str(path.relative_to(ROOT / "src/filiere/site")))
    assert found == set(CUT_TEXTS)


def test_no_cache_of_the_site_grows_with_what_visitors_ask() -> None:
    """A cache without a bound keeps what the house ships, or what its database names; never words of an address."""
    kept = {
        "accounts/processing_register.py:read_processings",
        "careers/counsellors/closed_lists.py:_read_choices",
        "careers/counsellors/closed_lists.py:list_consents",
        "careers/funding_measures.py:list_measures",
        "careers/counsellors/funnel.py:_read_rules",
        "careers/counsellors/path_results.py:compute_content_version",
        "careers/mission/mobility_tables.py:list_matrix_moves",
        "careers/mission/portraits.py:list_profession_families",
        "candidature/pricing.py:load_price_grids",
        "committee/seat_composition.py:_prepare_mandates",
        "careers/paths/advice.py:title_resolver",
        "careers/profession_content.py:shipped_official_moves",
        "careers/profession_content.py:shipped_profession",
        "demonstration/survey_panel.py:build_frame",
        "survey/waves/questionnaires.py:list_latest",
        "survey/waves/questionnaires.py:shipped_questionnaires",
        "workflow/engine_adapter.py:_map_inputs_by_state",
        "workflow/engine_adapter.py:_load_served_release",
        "workflow/engine_adapter.py:load_rules_named",
        "served_referentials.py:_read_content",
        "observatory/figure_register.py:shipped_register",
        "pdf_rendering.py:_start_renderer",
        "request_handler.py:forget_unknown_encodings",
        "survey/waves/question_tables.py:_read_rules",
    }
    unbounded = re.compile(r"^@(?:cache|lru_cache(?:\(maxsize=None\))?)\n(?:@.*\n)*def (\w+)", re.MULTILINE)
    found = {
        f"{path.relative_to(ROOT / 'src/filiere/site')}:{match[1]}"
        for path in tracked("src/filiere/site/*.py", "src/filiere/site/**/*.py")
        for match in unbounded.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == kept


PARTICIPLES = re.compile(
    r"""[a-z]+ed|begun|bent|bid|borne|born|bought|bound|broken|brought|built|caught|chosen|come|dealt|done|drawn|driven|eaten
    |fallen|felt|forbidden|forgotten|found|frozen|given|gone|grown|heard|held|hidden|kept|known|laid|led|left|lent|lost|made
    |meant|met|overdue|paid|said|seen|sent|shown|sold|sought|spent|spoken|stood|struck|sworn|taken|taught|thought|thrown|told
    |understood|unknown|unmet|unpaid|unseen|untold|upheld|whole|withdrawn|withheld|won|worn|woven|written""",
    re.VERBOSE,
)

BARE_NAMES = {
    "What a decorator returns, in every guide of Python; and a verb of Expat's that only looks like one": {
        "wrapped",
        "feed",
    },
    "Conditions of query sets, named as the guide of Django names its own (`Book.objects.published()`)": {
        "AggregateQuerySet.accepted",
        "ComplaintQuerySet.admitted",
        "ComplaintQuerySet.closed",
        "FollowQuerySet.confirmed",
        "ItemQuerySet.begun",
        "LetterQuerySet.troubled",
        "SampledUnitQuerySet.awaited",
        "SourceVersionQuerySet.accepted",
    },
    "Protocols of records, whose fields have these names in JSON or in the database": {
        "AttackerCounts.unexamined",
        "DeliveryCounts.superseded",
        "ErasureCounts.restored",
        "ListedLabel.granted",
    },
    "A filter that templates name, the page of an error 403, and the question of a right that every app asks": {
        "signed",
        "forbidden",
        "allowed",
    },
}


def list_functions(body: list[ast.stmt], owner: str = "") -> Iterator[str]:
    """Every function and method of a module, a method after its class; those inside another function are among them."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from list_functions(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{owner}{node.name}"
            yield from list_functions(node.body)
        else:
            parts = (getattr(node, part, []) for part in ("body", "orelse", "finalbody", "handlers", "cases"))
            yield from list_functions([inner for part in parts for inner in part], owner)


def test_no_module_is_named_by_what_was_said_told_or_kept() -> None:
    """`places_said` and `kept_contents` tell a stranger no thing: `place_mentions` and `stored_contents` do."""
    named = [path.stem for path in tracked("src/*.py")]
    assert [name for name in named if {"said", "told", "untold", "kept", "shown", "met"} & set(name.split("_"))] == []


def test_no_function_is_named_by_a_bare_participle() -> None:
    """`told`, `kept` and `whole` say neither what is done nor what is given, and a search for them finds everything."""
    excused = {name for names in BARE_NAMES.values() for name in names}
    bare = {
        name
        for path in tracked("src/*.py")
        if "/migrations/" not in str(path)
        for name in list_functions(ast.parse(path.read_text(encoding="utf-8")).body)
        if PARTICIPLES.fullmatch(name.rpartition(".")[2].strip("_"))
    }
    assert bare - excused == set(), "a property is a noun, a yes or no begins with is, has or may, the rest are verbs"
    assert excused - bare == set(), "these are gone: take them out of the exceptions"
