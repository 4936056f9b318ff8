"""No regular expression of the product works more than in proportion to what a person sends (C1, C2, H1).

Every pattern is taken from the product itself, and attacked with texts made from its own tree. One that is slow is
either written otherwise (a scanner, possessive repeats, a look behind that gives each place one start) or named here
with the reason why nobody but the product chooses what it reads.
"""

import random
import re

import pytest
from support.harness.pattern_growth import BUDGET, Attack, Pattern, TooMuch, fault_of
from support.harness.product_patterns import Found, Product, patterns_of_the_product

from filiere.programme import paragraphs
from filiere.referentials.language import parsing
from filiere.site.quality.mapping_guess import _FORM_PATTERNS
from filiere.site.register import identity_leaks

OWN = {
    r"\(.*\)": "the forms of columns that a connector ships",
}
"""Patterns that may be slow, each with the reason why what they read is the product's own."""

BORDER = b";"
MADE = {
    r"""filiere.contacts.importing.csv_rows: b'(?<![^\\n' + border + b'])"[^"\\r\\n' + border + b']*"(?![^\\r\\n' """
    "+ border + b'])'": {b'(?<![^\\n;])"[^"\\r\\n;]*"(?![^\\r\\n;])'},
    r"filiere.referentials.checker.wording: f'\\b{word}s?\\b'": {r"\bcinqs?\b"},
    "filiere.site.quality.mapping_guess: pattern": set(_FORM_PATTERNS.values()),
    "filiere.site.register.identity_leaks: one": {
        identity_leaks._pattern_for("martin"),
        identity_leaks._pattern_for("liu"),
        identity_leaks._as_whole_word(identity_leaks._SEPARATOR.join(["anne", "marie"])),
        identity_leaks._SEPARATOR.join("612345678"),
        identity_leaks._SEPARATOR.join("111111111"),
    },
    # The codes of the cells of a table, between which there are a comma and a space.
    "filiere.site.confidentiality.overlaps: pair": {r"région=Île\-de\-France|taille=1"},
    "filiere.site.confidentiality.overlaps: f'(?:{pair})(?:, (?:{pair}))*'": {
        r"(?:région=Île\-de\-France|taille=1)(?:, (?:région=Île\-de\-France|taille=1))*"
    },
    "filiere.programme.paragraphs: _whole_pattern(sought)": {
        paragraphs._whole_pattern("50 000"),
        paragraphs._whole_pattern("aaaaaaab"),
        paragraphs._whole_pattern("(c)"),
    },
    # What this makes are objects that the modules of PDF hold, attacked as such.
    # The connectors ship these.
    "filiere.sources.connector_catalogue: column.pattern or ''": set(),
    r"filiere.sources.cell_rules: f'([0-9]{{1,{column.pad}}})(?:\\.0)?'": {r"([0-9]{1,14})(?:\.0)?"},
}
"""Patterns made while the product runs, by the expression that makes them, and what it makes."""
SLOW = {
    r"(?:<!--.*?-->\s*)*<p": "match",
    r"\+?\d{1,3}([ ./-]?\d{2,3}){3,}": "fullmatch",
    r"<instrText[^>]*>\s*DDE": "scan",
    r"<Relationship\s[^>]{0,8000}>": "scan",
    r"[\dT:.]*\d[:T]\d[\dT:.]*": "fullmatch",
    r"(?:a|ab|b)*c": "match",
    r"\d+$": "scan",
}
"""Patterns that are slow, so that what finds them is known to."""


@pytest.fixture(scope="module")
def product() -> Product:
    """Every pattern, with those of the expression language and those made while the product runs."""
    found = patterns_of_the_product()
    for terminal in parsing._build_parser().terminals:
        found.add(re.compile(terminal.pattern.to_regexp()), f"lark: {terminal.name}", {"match"})
    for place, patterns in MADE.items():
        for one in patterns:
            found.add(re.compile(one), place, {"scan"})
    return found


@pytest.fixture(scope="module")
def faults(product: Product) -> dict[str | bytes, str]:
    """What is slow in the product: the patterns, and the texts that show it."""
    found: dict[str | bytes, str] = {}
    for one in product.patterns.values():
        if fault := fault_of(one.pattern, one.ways):
            found[one.pattern.pattern] = f"{', '.join(sorted(one.places))}: {fault}"
    return found


def test_no_pattern_of_the_product_is_slow(faults: dict[str | bytes, str]) -> None:
    assert {pattern: said for pattern, said in faults.items() if pattern not in OWN} == {}


def test_what_is_excused_is_still_slow(faults: dict[str | bytes, str]) -> None:
    assert OWN.keys() <= faults.keys()


def test_every_pattern_made_while_running_is_known(product: Product) -> None:
    """One more is to be written here with what it makes; one less is to be taken away."""
    assert product.made.keys() == MADE.keys()


def test_the_product_is_searched_whole(product: Product) -> None:
    """Patterns of modules, of containers, of calls inside a function and of the expression language are all there."""
    places = {place for one in product.patterns.values() for place in one.places}
    assert {
        "filiere.inspection.active_markup._TAG",
        "filiere.core.typography._RULES",
        "filiere.contacts.importing.redaction: match",
        "filiere.site.quality.urls: search",
    } <= places
    assert any(place.startswith("lark: ") for place in places)
    ways = {place: one.ways for one in product.patterns.values() for place in one.places}
    assert ways["filiere.inspection.active_markup._TAG"] == {"match"}
    assert ways["filiere.inspection.active_markup._ACTIVE"] == {"scan"}


@pytest.mark.parametrize("pattern", SLOW)
def test_a_slow_pattern_is_found(pattern: str) -> None:
    assert fault_of(re.compile(pattern, re.DOTALL), {SLOW[pattern]})


def test_steps_are_counted_by_an_engine_that_matches_alike(product: Product) -> None:
    """The simulator finds what Python finds, in texts of the signs of each pattern."""
    chance = random.Random(14)  # noqa: S311 - texts, not secrets
    different = []
    for one in product.patterns.values():
        pattern = Pattern(one.pattern)
        attack = Attack(pattern)
        whole = attack.pieces(pattern.tree) or [""]
        for _ in range(4):
            text = "".join(chance.choices([*attack.signs, *whole], k=chance.randrange(7)))
            different += [(text, one.places) for way in one.ways if _differs(one, pattern, text, way)]
    assert different == []


def _differs(one: Found, pattern: Pattern, text: str, way: str) -> bool:
    given = text.encode("latin-1") if pattern.binary else text
    try:
        found = pattern.spans(text, way=way)
    except TooMuch:
        pytest.fail(f"{one.places}: beyond {BUDGET} steps on {text!r}")
    if way == "scan":
        return found != [match.span() for match in one.pattern.finditer(given)]
    match = getattr(one.pattern, way)(given)
    return found != ([] if match is None else [match.span()])
