"""The documentation holds together: links lead somewhere, commands exist, generated parts are up to date."""

import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from cyclopts import CycloptsError
from support.harness.started_once import Commands, as_new, commands_at_home

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REFERENCE = ROOT / "docs" / "reference"
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=NAMES)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ .+$", re.MULTILINE)


@cache
def prose(page: Path) -> str:
    """The page without its code, in blocks or in lines."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, made as the usual readers of Markdown make them."""
    words = (
        re.sub(r"^#+ ", "", heading).lower() for heading in HEADING.findall(FENCE.sub("", page.read_text("utf-8")))
    )
    return {re.sub(r"[^\w\- ]", "", one).replace(" ", "-") for one in words}


def commands(page: Path) -> Iterator[list[str]]:
    """The commands of the page's shell blocks, as words; comments and output left out."""
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            for line in block.replace("\\\n", " ").splitlines():
                if words := shlex.split(line, comments=True):
                    yield words


def translations() -> list[tuple[Path, Path]]:
    """Pairs of an English page and its French one."""
    french = [page for page in PAGES if page.name.endswith(".fr.md")]
    pairs = [(page.with_name(page.name.replace(".fr.md", ".md")), page) for page in french]
    tutorial = ROOT / "docs" / "tutorial"
    return [*pairs, (tutorial / "first-steps.md", tutorial / "premiers-pas.md")]


@EVERY_PAGE
def test_relative_links_lead_somewhere(page: Path) -> None:
    """A link within the repository names a file or a folder that exists, and an anchor that is one of its headings."""
    for target in LINK.findall(prose(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        resolved = (page.parent / path).resolve() if path else page
        assert resolved.exists(), target
        if anchor:
            assert anchor in anchors(resolved), target


@EVERY_PAGE
def test_commands_of_shell_blocks_exist(page: Path) -> None:
    """`filiere …` and `./dev run …` parse, options and values included; `./dev NAME` is a command of the script."""
    script = (ROOT / "dev").read_text(encoding="utf-8")
    for words in commands(page):
        if words[:2] == ["./dev", "run"]:
            words = ["filiere", *words[2:]]
        elif words[0] == "./dev":
            assert re.search(rf"^    {re.escape(words[1])}\)", script, re.MULTILINE), words
            words = ["filiere", "demo", *words[2:]] if words[1] == "demo" else words
        if words[0] == "filiere" and words[1:] not in (["--version"], ["--help"]):
            understood(tuple(words[1:]))


@cache
def understood(words: tuple[str, ...]) -> None:
    """Fail when the command line would refuse these words; a page and its translation have the same."""
    from filiere.cli import app

    try:
        command, _, _ = app.parse_args(list(words), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        pytest.fail(f"{' '.join(words)}: {error}")
    assert command is not None


def output_after(page: Path, command: str) -> list[str]:
    """The lines of the first block of output after a command of a page."""
    blocks = FENCE.findall(page.read_text(encoding="utf-8"))
    rank = next(rank for rank, (language, block) in enumerate(blocks) if language == "sh" and command in block)
    language, block = blocks[rank + 1]
    assert language == "text", page
    return block.splitlines()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Commands]]:
    """Commands in a data folder, of one start for all the tests that print."""
    with commands_at_home(tmp_path_factory.mktemp("docs")) as started:
        yield started


@pytest.fixture
def printed(started: tuple[Path, Commands], empty_home: Path) -> Callable[..., list[str]]:
    """The lines that a command prints in a data folder of the test's own."""
    home, commands = started
    as_new(home, empty_home)

    def run(*words: str) -> list[str]:
        done = commands.run(*words, lang="fr")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.mark.parametrize(("name", "lang"), [("load-an-official-file", "en"), ("load-an-official-file.fr", "fr")])
def test_the_output_of_a_load_is_the_one_that_is_shown(
    printed: Callable[..., list[str]], shared_data: Path, name: str, lang: str
) -> None:
    """The guide shows what the command prints, line for line; only the day of the load differs."""
    file = shared_data / "territory" / "urssaf_commune_ape_rouen_2006_2022.csv"
    shown = output_after(ROOT / "docs" / "how-to" / f"{name}.md", "sources load urssaf-commune-ape")
    said = printed("sources", "load", "urssaf-commune-ape", str(file), "--lang", lang)
    day = re.compile(r"\d{4}-\d\d-\d\d$")
    plain = [line.replace("\u00a0", " ").replace("\u202f", " ") for line in said]
    assert [day.sub("", line) for line in plain] == [day.sub("", line) for line in shown]


def test_the_output_of_a_verification_is_the_one_that_is_shown(printed: Callable[..., list[str]]) -> None:
    """The same lines, but for the number of entries and the hash."""
    shown = output_after(ROOT / "docs" / "how-to" / "verify-the-journal.md", "journal verify")
    printed("users", "create", "one@example.org", "--name", "Une Personne")
    count = re.compile(r"\b\d+ (entrées?|entries|entry)|[0-9a-f]{64}")
    said = printed("journal", "verify")
    assert [count.sub("…", line) for line in said] == [count.sub("…", line) for line in shown]


@pytest.mark.parametrize(("english", "french"), translations(), ids=lambda page: page.name)
def test_translations_have_the_same_plan(english: Path, french: Path) -> None:
    """A page and its translation have as many headings of each level, in the same order."""
    levels = [[len(heading) - len(heading.lstrip("#")) for heading in HEADING.findall(prose(page))]
              for page in (english, french)]  # fmt: skip
    assert levels[0] == levels[1]


def test_every_page_is_in_the_index() -> None:
    """A page that the index does not name is never found."""
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(prose(index))}
    assert [page for page in (ROOT / "docs").rglob("*.md") if page != index and page.resolve() not in linked] == []


@cache
def defined_names(folder: Path) -> set[str]:
    """The classes and functions that the modules of a folder define, not those inside of others."""
    sources = (path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    return {name for source in sources for name in re.findall(r"^(?:class|def) (\w+)", source, re.MULTILINE)}


def test_the_glossary_is_sorted_and_names_what_is_there() -> None:
    """Nouns are in the order of the French alphabet; folders, names of the code and addresses of the site exist."""
    from django.urls import resolve

    page = (REFERENCE / "glossary.md").read_text(encoding="utf-8")
    table = page.partition("|---|---|---|---|---|\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert len(rows) > 50
    nouns = [unicodedata.normalize("NFD", french.lower()).encode("ascii", "ignore").decode() for french, *_ in rows]
    assert nouns == sorted(nouns, key=lambda noun: noun.split(",")[0])
    for _, _, _, code, address in rows:
        for part in code.split("; "):
            folders, _, names = part.partition(": ")
            places = [ROOT / "src" / "filiere" / folder.strip("`") for folder in folders.split(", ")]
            assert all(place.is_dir() for place in places), part
            assert set(re.findall(r"\w+", names)) <= set().union(*map(defined_names, places)), part
        if address:
            resolve("/fr" + address.strip("`").replace("…", "x"))


def test_modules_that_every_app_has_are_named_as_they_are() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| Module | What it holds |")[2]
    names = re.findall(r"`(\w+\.py)`", table.partition("\n\n")[0])
    assert len(names) > 7
    assert [name for name in names if not any((ROOT / "src").rglob(name))] == []


CODES = [f"{letter}{n}" for letter, last in (("C", 4), ("H", 6), ("M", 13), ("L", 12)) for n in range(1, last + 1)]
CODES += [f"T{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9)]


def test_every_finding_has_its_tests_and_each_names_its_finding() -> None:
    """The tests that the page of findings names exist, in files that say whose they are."""
    page = (ROOT / "docs" / "explanation" / "findings-of-version-0.5.md").read_text(encoding="utf-8")
    named: dict[str, list[tuple[str, str]]] = {code: [] for code in CODES}
    for code, row in re.findall(r"^\| \*\*(\w+)\*\*(.+)$", page, re.MULTILINE):
        named[code] += re.findall(r"`([\w/]+\.py)::(\w+)`", row)
    assert [code for code, tests in named.items() if not tests] == []
    sources = {
        path: (ROOT / "tests" / path).read_text(encoding="utf-8") for tests in named.values() for path, _ in tests
    }
    assert [name for tests in named.values() for path, name in tests if f"def {name}(" not in sources[path]] == []
    unsaid = [(code, path) for code, tests in named.items() for path, _ in tests
              if not re.search(rf"\b{code}\b", sources[path])]  # fmt: skip
    assert unsaid == []


def test_generated_parts_are_up_to_date() -> None:
    """Commands, fault codes, sources, rights, words and addresses are those of the code."""
    checked = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "build_reference.py"), "--check"],
        capture_output=True,
        text=True,
        env={**os.environ, "FILIERE_SECRET_KEY": "documentation, and nothing that is ever sealed"},
        check=False,
    )
    assert checked.returncode == 0, f"run tools/build_reference.py; out of date: {checked.stdout}{checked.stderr}"


def test_no_option_denies_twice() -> None:
    """A switch that is named by what it leaves out has no opposite of its own."""
    assert "--no-no-" not in (REFERENCE / "commands.md").read_text(encoding="utf-8")


def test_no_fault_code_is_missing() -> None:
    """Each code that a plain search of the source finds is on the page, whatever the tool that writes it thinks."""
    page = (REFERENCE / "fault-codes.md").read_text(encoding="utf-8")
    made = re.compile(
        r"(?:\bFault\(\s*code=|Faults\.one\(\s*code=|\b(?:CellFault|UnreadableCell)\(\s*|\bfault\(\s*)\"([a-z][a-z-]+)\""
    )
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "src" / "filiere").rglob("*.py"))
    found = {code for text in sources for code in made.findall(text)}
    assert len(found) > 60
    assert sorted(code for code in found if f"| `{code}` |" not in page) == []


def test_the_remedy_of_a_refusal_is_the_one_that_it_gives() -> None:
    """The proposal of a release was told to start from an export of the directory: that is another package's remedy."""
    page = (REFERENCE / "fault-codes.md").read_text(encoding="utf-8")
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")}
    proposed = parts["Releases proposed"]
    assert "export" not in proposed
    for code, remedy in (
        ("vote-runs", "Wait until the following day, or until all have voted."),
        ("already-adopted", "Propose a new release."),
        ("nothing-said", "Nothing was changed."),
    ):
        assert next(line for line in proposed.splitlines() if f"`{code}`" in line).endswith(f"| {remedy} |")
    sent = next(line for line in parts["Directory"].splitlines() if "`file-kind`" in line)
    assert "Save the table as CSV" in sent


def test_every_right_and_role_is_in_the_table() -> None:
    """The table of permissions says of each role and right what the code says."""
    from filiere.site.accounts.rights import OPERATOR, Role
    from filiere.site.kit.rights import SITE, rights

    page = (REFERENCE / "permissions.md").read_text(encoding="utf-8")
    found = {name: right for name, right in rights.items() if right.on == SITE}
    for permission, right in found.items():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{permission}` |"))
        cells = [cell.strip() for cell in line.split("|")[3:-1]]
        assert cells == ["yes" if part in right.by else "" for part in (*Role, OPERATOR.key)], permission
    assert len([line for line in page.splitlines() if line.startswith("| `")]) == len(found)


def test_every_field_of_a_figure_is_described() -> None:
    """The page on the format names each field that a figure may have."""
    from filiere.figures.records import FigureEntry

    page = (REFERENCE / "figures-format.md").read_text(encoding="utf-8")
    table = page[page.index("## A figure") : page.index("## A computed figure")]
    assert [name for name in FigureEntry.model_fields if f"`{name}`" not in table] == []
