"""Pages that an association edits: whole as shipped, in place of the package's when it writes its own, never a 500."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from filiere.core import LANGUAGES
from filiere.site.diagnostics.services import diagnose_pages
from filiere.site.pages.markdown import render_markdown
from filiere.site.pages.texts import TEXT_TITLES, list_own_faults, text_file

pytestmark = pytest.mark.django_db
TOLD = {
    "FILIERE_ISSUER": "Association *Zéphyr* <b>",
    "FILIERE_ISSUER_ADDRESS": "1 rue d’Essai, 75000 Paris",
    "FILIERE_PUBLICATION_DIRECTOR": "Zoé Essai",
    "FILIERE_HOSTING": "Hébergeur d’Essai",
    "FILIERE_CONTACT": "ecrire_ici@zephyr.example",
}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the association writes, with nothing said of it in the settings."""
    settings.FILIERE_HOME, settings.FILIERE_DEMO = tmp_path, False
    for name in TOLD:
        setattr(settings, name, "")
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


def main_of(client: Any, lang: str, key: str) -> str:
    response = client.get(f"/{lang}/{key}/")
    assert response.status_code == 200
    content = response.content.decode()
    return str(content[content.index("<main") : content.index("</main>")])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", TEXT_TITLES)
@pytest.mark.parametrize("told", [False, True])
def test_a_shipped_page_is_whole(client: Any, settings: Any, folder: Path, key: str, lang: str, told: bool) -> None:
    """One title, no place left, no dead link; and what the settings say is shown as words, never as marks or tags."""
    if told:
        for name, value in TOLD.items():
            setattr(settings, name, value)
    main = main_of(client, lang, key)
    assert main.count("<h1") == 1
    assert "{" not in main
    assert "<b>" not in main
    assert "<em>" not in main
    for address in set(re.findall(r'href="(/[^"#]+)', main)):
        assert client.get(address).status_code in {200, 302}, address
    if key in {"contact", "legal", "accessibility"}:
        assert ('href="mailto:ecrire_ici@zephyr.example"' in main) is told
    if key in {"about", "legal"}:
        assert ("Association *Zéphyr* &lt;b&gt;" in main) is told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_have_the_same_plan(client: Any, folder: Path, lang: str) -> None:
    for key in TEXT_TITLES:
        plans = [re.findall(r"<(h2|h3|table|ul)\b", main_of(client, one, key)) for one in LANGUAGES]
        assert plans[0] == plans[1], key


def test_a_page_of_the_association_takes_the_place_of_the_package_s(client: Any, folder: Path) -> None:
    (folder / "about.fr.md").write_text(
        "# Nous\n\nÉcrivez : [contact](text:contact). <script>x</script> [y](javascript:z)", "utf-8"
    )
    main = main_of(client, "fr", "about")
    assert "<h1>Nous</h1>" in main
    assert 'href="/fr/contact/"' in main
    assert "&lt;script&gt;" in main
    assert 'href="javascript' not in main
    assert "Nous" not in main_of(client, "en", "about")
    assert list(list_own_faults()) == []


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("about.fr.md", b"\xff\xfe", "page-not-utf8"),
        ("about.fr.md", b"no title", "page-without-title"),
        ("about.fr.md", b"# A\n\n{nobody}", "page-unknown-value"),
        ("about.fr.md", b"# A\n\n[x](page:no:where)", "page-unknown-link"),
        ("about.fr.md", b"# A\n" + b"a" * 100_000, "page-too-long"),
        ("abuot.fr.md", b"# A", "page-unknown-name"),
    ],
)
def test_a_page_that_cannot_be_shown_is_told_and_closes_nothing(
    client: Any, folder: Path, name: str, written: bytes, code: str
) -> None:
    """The page of the package is shown, and `filiere doctor` says what is wrong, in which file, and what to do."""
    shipped = main_of(client, "fr", "about")
    (folder / name).write_bytes(written)
    assert main_of(client, "fr", "about") == shipped
    found = list(list_own_faults())
    assert [(one.code, Path(one.file or "").name) for one in found] == [(code, name)]
    assert all(one.remedy.fr and one.remedy.en for one in found)


def test_the_doctor_asks_who_publishes_the_site(settings: Any, folder: Path) -> None:
    assert [str(one.level) for one in diagnose_pages(False)] == ["warning"]
    settings.FILIERE_ISSUER, settings.FILIERE_CONTACT = "Zéphyr", "a@zephyr.example"
    assert [str(one.level) for one in diagnose_pages(False)] == ["ok"]


def test_markdown_gives_no_style_no_tag_and_no_comment() -> None:
    source = (
        "intro\n# T\n<!-- hidden --> <i>x</i>\n\n| a | |\n|--:|---|\n| 1 | 2 |\n\n"
        "## S `c`\n\n## S `c`\n\n```sh\n<x>\n```\n"
        "1. one\n2. two\n\n[gone](nowhere) [kept](ok)\n"
    )
    shown = render_markdown(source, lambda target: "/ok/" if target == "ok" else None)
    assert shown.title == "T"
    assert "hidden" not in shown.html
    assert "style=" not in shown.html
    assert "&lt;i&gt;" in shown.html
    assert '<th scope="col" class="n">a</th><td></td>' in shown.html
    assert re.findall(r'id="([^"]+)"', shown.html) == ["s-c", "s-c-1"]
    assert '<pre tabindex="0"><code>&lt;x&gt;' in shown.html
    assert 'gone <a href="/ok/">kept</a>' in shown.html
    assert "<ol><li>one</li>" in shown.html.replace("\n", "")


def test_every_page_has_a_file_in_each_language() -> None:
    from filiere.core import content_path

    assert all(content_path("pages", text_file(key, lang)).is_file() for key in TEXT_TITLES for lang in LANGUAGES)
