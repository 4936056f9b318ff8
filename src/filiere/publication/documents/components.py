"""What several documents share: the organisation they are about, lists of facts, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from filiere.core.text import Lang, Text
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, Part, join, tag

ACTIVITY = Text(fr="Activité", en="Activity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The legal unit a document is about; ``siren`` as it is to be printed, ``address`` in lines."""

    name: str
    siren: str | None = None
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlace:
    """A site: its name, its commune (and country abroad), and what is said of it, such as its activity."""

    name: str
    commune: Text | str
    about: Text | str | None = None


Fact = tuple[str, Part]


def fact_list(*pairs: Fact | None) -> Markup:
    """Return a list of names and values; a pair that is None, or whose value is, is left out."""
    kept = [pair for pair in pairs if pair is not None and pair[1] is not None]
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in kept), class_="facts")


def organisation_facts(organisation: Organisation, lang: Lang) -> tuple[Fact | None, ...]:
    """Return the facts that name an organisation."""
    return (
        (choose_words(lang, "Entreprise", "Company"), organisation.name),
        ("SIREN", organisation.siren) if organisation.siren else None,
    )


def table(
    heads: Sequence[tuple[str, bool]],
    rows: Iterable[Sequence[Part]],
    *,
    caption: str | None = None,
    sums: Iterable[Sequence[Part]] = (),
) -> Markup:
    """Return a table. A head is its words and whether its column is of numbers; the first cell names its row."""
    numbers = [number for _, number in heads]

    def line(cells: Sequence[Part], class_: str | None = None) -> Markup:
        return tag(
            "tr",
            *(
                tag(
                    "td" if place else "th",
                    cell,
                    class_="n" if numbers[place] else None,
                    scope=None if place else "row",
                )
                for place, cell in enumerate(cells)
            ),
            class_=class_,
        )

    return tag(
        "table",
        tag("caption", caption) if caption else None,
        tag(
            "thead",
            tag("tr", *(tag("th", name, class_="n" if number else None, scope="col") for name, number in heads)),
        ),
        tag("tbody", *(line(row) for row in rows), *(line(row, "sum") for row in sums)),
    )


def site_table(sites: Sequence[SitePlace], lang: Lang, about: Text = ACTIVITY) -> Markup:
    """Return the table of the sites; ``organisation_facts`` heads what is told of them. A column that nothing fills is
    left out."""
    columns = (
        (choose_words(lang, "Site", "Site"), [site.name for site in sites]),
        (choose_words(lang, "Commune", "Commune"), [localize_text(site.commune, lang) for site in sites]),
        (localize_text(about, lang), [localize_text(site.about, lang) if site.about else "" for site in sites]),
    )
    kept = [(head, cells) for head, cells in columns if any(cells)]
    rows = [[cell or "–" for cell in row] for row in zip(*(cells for _, cells in kept), strict=True)]
    return table([(head, False) for head, _ in kept], rows)


def section(title: str, *parts: Part) -> Markup:
    """Return a section with its heading."""
    return join(tag("h2", title), *parts)
