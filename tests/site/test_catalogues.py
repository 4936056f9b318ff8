"""A further language: served from a catalogue, in English where it lacks a text, which the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from filiere.core import Faults, Text, use_language
from filiere.core.language import install_translations
from filiere.core.translation_catalogues import list_further_languages, read_catalogue
from filiere.core.translation_extraction import Pair, iter_content_pairs, iter_python_pairs
from filiere.site.kit.languages import load_catalogues
from filiere.site.template_translation_pairs import find_passages, iter_template_pairs
from filiere.site.translation_maintenance import (
    PACKAGE,
    TEMPLATES,
    examine_catalogue,
    update_catalogue,
    write_catalogue,
)

TRANSLATED = {
    ("Aller au contenu", "Skip to content"): "Ir al contenido",
    ("Rubriques", "Sections"): "Secciones",
    ("Accueil", "Home"): "Inicio",
    ("Fil d’Ariane", "Breadcrumb"): "Ruta de navegación",
    ("Vos droits", "Your rights"): "Sus derechos",
    ("Référentiels", "Referentials"): "Marcos de referencia",
    (
        "Observatoire, label et qualité de la relation client",
        "Observatory, label and quality of customer relations",
    ): "Observatorio de la relación con el cliente",
    (
        "Chaque nombre porte sa source, sa définition et sa méthode ; chaque décision porte ses preuves.",
        "Every figure has its source, definition and method; every decision has its evidence.",
    ): "Cada cifra lleva su fuente, su definición y su método; cada decisión lleva sus pruebas.",
    ("La page en anglais", "The page in English"): "La página en inglés",
    (
        "Textes de cette page sans traduction en {language} : {untranslated} sur {all}. Ils sont en anglais.",
        "Texts on this page not translated into {language}: {untranslated} of {all}. They are shown in English.",
    ): "Textos de esta página sin traducción al {language}: {untranslated} de {all}. Están en inglés.",
}
"""Ten texts, of tags and of code, one of them with places."""


def catalogue(folder: Path, entries: dict[tuple[str, str], str], code: str = "es") -> Path:
    """Write a catalogue as a translator leaves it."""
    lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n']
    for (fr, en), words in entries.items():
        lines.append("\n".join(f'{key} "{one}"' for key, one in (("msgctxt", fr), ("msgid", en), ("msgstr", words))))
    path = folder / f"{code}.po"
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def spanish(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Serve a catalogue of ten texts, as the site does at its start."""
    path = catalogue(tmp_path, TRANSLATED)
    settings.LANGUAGES = [*settings.LANGUAGES, *list_further_languages(tmp_path)]
    load_catalogues(tmp_path)
    yield path
    install_translations({})


@pytest.mark.django_db
def test_a_catalogue_is_served_at_the_address_of_its_language(client: Client, spanish: Path) -> None:
    response = client.get("/es/privacy/")
    page = response.content.decode()
    assert (response.status_code, response["Content-Language"]) == (200, "es")
    assert '<html lang="es"' in page
    for words in ("Ir al contenido", "Secciones", "Inicio", "Sus derechos", "Observatorio de la relación"):
        assert words in page
    assert "Skip to content" not in page
    assert "Aller au contenu" not in page
    # A text without a translation is in English, and a block says so.
    assert re.search(r'<p lang="en">\s*You can read the site without an account', page)
    assert 'hreflang="fr" lang="fr"' in page


@pytest.mark.django_db
def test_a_page_says_how_many_of_its_texts_are_not_translated(client: Client, spanish: Path) -> None:
    page = client.get("/es/privacy/").content.decode()
    notice = re.search(r'<p class="notice" role="note" lang="(\w+)">Textos .* al español: (\d+) de (\d+)\.', page)
    assert notice is not None
    lang, missing, every = notice[1], int(notice[2]), int(notice[3])
    assert lang == "es"
    assert 0 < every - missing <= len(TRANSLATED)
    assert missing > every / 2
    assert 'href="/en/privacy/" hreflang="en">La página en inglés</a>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_two_languages_of_the_texts_have_no_notice(client: Client, spanish: Path, code: str) -> None:
    page = client.get(f"/{code}/privacy/").content.decode()
    assert "translation notice" not in page
    assert "sans traduction" not in page
    assert 'hreflang="es"' in page


@pytest.mark.django_db
def test_an_error_page_is_in_the_language_of_its_address(client: Client, spanish: Path) -> None:
    response = client.get("/es/nothing-here/")
    assert response.status_code == 404
    assert '<html lang="es"' in response.content.decode()
    assert "Ir al contenido" in response.content.decode()


@pytest.mark.django_db
def test_a_language_without_a_catalogue_has_no_address(client: Client) -> None:
    assert client.get("/es/privacy/").status_code == 404
    page = client.get("/en/privacy/").content.decode()
    assert 'hreflang="es"' not in page


def test_the_root_leads_a_reader_of_the_language_to_it(client: Client, spanish: Path) -> None:
    assert client.get("/", headers={"accept-language": "es-MX"})["Location"] == "/es/"


def test_a_sentence_of_the_code_is_translated_with_what_it_holds(tmp_path: Path) -> None:
    path = catalogue(
        tmp_path,
        {
            ("{made.files} fichiers", "{made.files} files"): "{made.files} archivos",
            ("État : {state.fr}", "State: {state.en}"): "Estado: {state.en}",
            ("ouvert", "open"): "abierto",
        },
    )
    found = read_catalogue(path)
    assert found.find("12 fichiers", "12 files") == "12 archivos"
    assert found.find("État : ouvert", "State: open") == "Estado: abierto"
    assert found.find("12 pages", "12 pages") is None


def test_one_english_word_for_two_french_ones_has_two_translations(tmp_path: Path) -> None:
    entries = {("Ouvrir", "Open"): "Abrir", ("Ouvert", "Open"): "Abierto"}
    install_translations({"es": read_catalogue(catalogue(tmp_path, entries))})
    with use_language("es"):
        assert [str(Text(fr=one, en="Open")) for one in ("Ouvrir", "Ouvert", "Ouverte")] == ["Abrir", "Abierto", "Open"]
    install_translations({})


def test_a_translation_that_would_break_a_page_is_a_fault_and_is_not_served(tmp_path: Path) -> None:
    path = catalogue(
        tmp_path,
        {
            ("{n} chiffres", "{n} figures"): "{m} cifras",
            ("<p>Un</p>", "<p>One</p>"): "<p>Uno<script>alert(1)</script></p>",
            ("Vos droits", "Your rights"): "Sus derechos",
        },
    )
    found = read_catalogue(path)
    assert [one.code for one in found.faults] == ["translation-places", "translation-tags"]
    assert list(found.entries.values()) == ["Sus derechos"]


@pytest.mark.parametrize("words", ["Vea <img src=x onerror=alert(1) ", 'Vea" onmouseover="alert(1)', "Vea --> más"])
def test_a_translation_that_begins_or_ends_a_tag_is_not_served(tmp_path: Path, words: str) -> None:
    """Pages write translations as they are: half a tag, or the quotation mark that ends an attribute, would act."""
    found = read_catalogue(catalogue(tmp_path, {("Voyez", "See"): words}))
    assert ([one.code for one in found.faults], found.entries) == (["translation-tags"], {})
    quoted = {("Dites « < 5 »", 'Say "< 5"'): 'Diga "< 5"'}
    assert read_catalogue(catalogue(tmp_path, quoted)).faults == ()


def test_all_that_is_wrong_in_the_form_of_a_catalogue_is_told_at_once(tmp_path: Path) -> None:
    """An entry given twice took its last translation, and a file cut short was served as far as it went."""
    path = catalogue(tmp_path, {("Vos droits", "Your rights"): "Sus derechos", ("Ouvrir", "Open"): "Abrir"})
    assert read_catalogue(path).faults == ()
    # The same English for another French is another entry, and what is obsolete is served by nobody.
    more = 'msgctxt "Ouvert"\nmsgid "Open"\nmsgstr "Abierto"\n\n#~ msgid "Open"\n#~ msgstr "Abra"\n\n'
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" + more)
    assert len(read_catalogue(path).entries) == 3
    twice = 'msgctxt "Vos droits"\nmsgid "Your rights"\nmsgstr "Tus derechos"\n\n'
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{twice}mgsid "Close"\nmsgid "Go\nmsgstr "Ir"\n\nmsgid "a\nmsgstr')
    with pytest.raises(Faults) as raised:
        read_catalogue(path)
    text = path.read_text(encoding="utf-8").split("\n")
    assert [(one.code, one.file, text[one.line - 1]) for one in raised.value.faults] == [
        ("catalogue-duplicate", str(path), 'msgid "Your rights"'),
        ("catalogue-unreadable", str(path), 'mgsid "Close"'),
        ("catalogue-string", str(path), 'msgid "Go'),
        ("catalogue-string", str(path), 'msgid "a'),
        ("catalogue-string", str(path), "msgstr"),
    ]
    assert "line 6" in raised.value.faults[0].message.en


@pytest.mark.parametrize(("code", "fault"), [("fr", "catalogue-language"), ("zz", "catalogue-unknown-language")])
def test_a_catalogue_of_no_further_language_stops_the_start(tmp_path: Path, code: str, fault: str) -> None:
    catalogue(tmp_path, TRANSLATED, code)
    with pytest.raises(Faults) as raised:
        load_catalogues(tmp_path)
    assert [one.code for one in raised.value.faults] == [fault]


def test_every_kind_of_file_gives_its_pairs() -> None:
    code = {one.key: one for one in iter_python_pairs(PACKAGE / "core")}
    pages = {one.key: one for one in iter_template_pairs(TEMPLATES / "accounts")}
    content = {one.key for one in iter_content_pairs(PACKAGE / "content" / "prices")}
    assert (
        code[
            "Corrigez cette ligne, ou refaites le fichier par « filiere texts export ».",
            "Correct this line, or regenerate the file with “filiere texts export”.",
        ].file
        == "core/translation_catalogues.py"
    )
    assert ("Vos droits", "Your rights") in pages
    assert any(fr.startswith("<p> Le site se consulte") for fr, _ in find_passages(TEMPLATES / "accounts"))
    assert content


def test_a_pair_is_found_however_the_code_writes_it(tmp_path: Path) -> None:
    (tmp_path / "words.py").write_text(
        """
def localize(fr, en): ...
def fault(code, fr, en, remedy_fr, remedy_en): ...

class Refusal:
    def __init__(self, key, fr, en): ...

class Format:
    fr: str
    en: str
""",
        encoding="utf-8",
    )
    (tmp_path / "pages.py").write_text(
        """
localize("Un", "One")
localize(f"Il y a {count} pages", f"There are {count} pages")
localize(words_fr, words_en)
fault("code", "Deux", "Two", remedy_en="Count", remedy_fr="Comptez")
raise Refusal("key", "Trois" + end, "Three" + end)
Format("Quatre", "Four"), words.localize("Cinq", "Five"), Text(fr=name.fr, en=f"Six {name}")
FAULTS = {
    "seven": ("Sept", "Seven", "Attendez la séance.", "Wait for the session."),
    "eight": ("Il y a huit", "There are eight", REMEDY),
}
ROWS = [("nine", "La neuvième", "The ninth"), ("ten", "Dixième", "Tenth")]
KEYS = {"a": ("read", "write"), "b": ("door", "page")}
""",
        encoding="utf-8",
    )
    assert {one.key for one in iter_python_pairs(tmp_path)} == {
        ("Un", "One"),
        ("Il y a {count} pages", "There are {count} pages"),
        ("Deux", "Two"),
        ("Comptez", "Count"),
        ("Trois{end}", "Three{end}"),
        ("Quatre", "Four"),
        ("Cinq", "Five"),
        ("{name.fr}", "Six {name}"),
        ("Sept", "Seven"),
        ("Attendez la séance.", "Wait for the session."),
        ("Il y a huit", "There are eight"),
        ("La neuvième", "The ninth"),
        ("Dixième", "Tenth"),
    }


COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.S)
TAG = re.compile(r'\{% t "[^"]*" "[^"]*[^\W\d_]|\{% text\b')


def test_no_tag_of_a_template_is_left_out() -> None:
    folder = TEMPLATES / "accounts"
    written = sum(len(TAG.findall(COMMENT.sub("", one.read_text(encoding="utf-8")))) for one in folder.rglob("*.html"))
    found = [one for one in iter_template_pairs(folder) if not one.en.startswith("<p> You can read the site")]
    assert len(found) == written > 50


def test_a_catalogue_follows_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "es.po"

    def pairs(*texts: tuple[str, str]) -> dict[tuple[str, str], list[Pair]]:
        return {one: [Pair("a.py", rank, *one)] for rank, one in enumerate(texts, 1)}

    before = pairs(("Un", "One"), ("Deux", "Two"), ("Trois", "Three"), ("Quatre", "Four"))
    write_catalogue(update_catalogue(path, before), path)
    assert len(examine_catalogue(path, before).missing) == 4
    text = path.read_text(encoding="utf-8")
    for en, es in (("One", "Uno"), ("Two", "Dos"), ("Three", "Tres")):
        text = text.replace(f'msgid "{en}"\nmsgstr ""', f'msgid "{en}"\nmsgstr "{es}"')
    path.write_text(text, encoding="utf-8")
    examined = examine_catalogue(path, before)
    assert (examined.translated, [one.en for one in examined.missing], examined.stale) == (3, ["Four"], [])

    # The English of one changes, the French of another, and a third is gone.
    after = pairs(("Un", "A single one"), ("Deux ou plus", "Two"), ("Quatre", "Four"))
    examined = examine_catalogue(path, after)
    assert examined.translated == 0
    assert {(one.before[1], one.now and one.now.en) for one in examined.stale} == {
        ("One", "A single one"),
        ("Two", "Two"),
        ("Three", None),
    }
    write_catalogue(update_catalogue(path, after), path)
    text = path.read_text(encoding="utf-8")
    assert '#| msgid "One"\nmsgctxt "Un"\nmsgid "A single one"\nmsgstr "Uno"' in text
    assert '#~ msgid "Three"\n#~ msgstr "Tres"' in text
    assert read_catalogue(path).entries == {}
    assert {one.now and one.now.en for one in examine_catalogue(path, after).stale} == {"A single one", "Two"}
    # Nothing changes when nothing has changed.
    write_catalogue(update_catalogue(path, after), path)
    assert path.read_text(encoding="utf-8") == text
