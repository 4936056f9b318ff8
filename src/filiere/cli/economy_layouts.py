"""``filiere economy layouts`` and ``convert``: tables as offices publish them, and the long table that each becomes."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from filiere.cli.options import FormatOption, LangOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text

if TYPE_CHECKING:
    from filiere.economy import PublishedLayout

AreaOption = Annotated[
    str | None,
    Parameter(
        help="Zone d’une table de plusieurs pays, FR ; sans elle, tous n’en font qu’un. · Area of a table of several "
        "countries, FR; without it, all make one."
    ),
]

_WRONG_USE = frozenset({"economy-unknown-layout", "economy-area-unused", "economy-unknown-area"})
_HEADINGS = (
    Text(fr="Nom", en="Name"),
    Text(fr="Table", en="Table"),
    Text(fr="Unité", en="Unit"),
    Text(fr="Forme", en="Shape"),
)
_WRITTEN = Text(
    fr="{table} et {layout} sont écrits : {industries} branches.",
    en="{table} and {layout} are written: {industries} industries.",
)


def find_published(layout: Path) -> "PublishedLayout | None":
    """Return the shipped layout of a name, None for the path of a file; raise :class:`Faults` for what is neither."""
    from filiere.economy import read_published_layouts
    from filiere.economy.faults import CATALOGUE

    name = str(layout)
    if layout.exists() or layout.suffix or "/" in name:
        return None
    known = read_published_layouts()
    if name not in known:
        near = close_words(name, list(known), most=1)
        raise Faults(
            [CATALOGUE.build("economy-unknown-layout", name=name, known=list(known), near=near).at(key="--layout")]
        )
    return known[name]


def layouts(*, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Énumérer les dispositions livrées, et ce qui en a été lu. · List the shipped layouts, and what was read of each.

    Chacune a été écrite d’après des programmes ou des descriptions, qu’elle nomme. · Each was written from programs or
    descriptions, which it names.
    """
    with handle_faults(lang):
        from filiere.economy import read_published_layouts

        rows = [_describe(name, one) for name, one in read_published_layouts().items()]
        if format == "json":
            print_json({"layouts": rows})
        elif format == "csv":
            writer = csv.DictWriter(
                sys.stdout, ["name", "title", "unit", "shape", "read"], lineterminator="\n", extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(rows)
        else:
            print_table(
                _HEADINGS,
                [[str(row[key]) for key in ("name", "title", "unit", "shape")] for row in rows],
            )
            for row in rows:
                print(f"\n{row['name']} – {row['read']}")


def convert(
    table: Path,
    /,
    *,
    layout: str,
    out: Path,
    area: AreaOption = None,
    lang: LangOption = None,
) -> None:
    """Rendre longue une table publiée, avec sa disposition. · Make a published table long, with its layout.

    Pour y ajouter une ligne d’emplois, retirer des codes ou relire ce qui est compris. · To add a row of jobs, remove
    codes or check how it is understood.

    Parameters
    ----------
    table
        Table telle que l’office la publie, CSV ou Parquet. · Table as its office publishes it, CSV or Parquet.
    layout
        Nom d’une disposition livrée : figaro, oecd, ons, tes. · Name of a shipped layout: figaro, oecd, ons, tes.
    out
        Dossier où écrire table.csv et layout.yaml. · Folder to write table.csv and layout.yaml to.
    """
    with handle_faults(lang, _WRONG_USE):
        import yaml

        from filiere.economy import convert_published
        from filiere.economy.cells import read_frame
        from filiere.economy.faults import CATALOGUE

        published = find_published(Path(layout))
        if published is None:
            from filiere.economy import read_published_layouts

            known = list(read_published_layouts())
            raise Faults(
                [CATALOGUE.build("economy-unknown-layout", name=layout, known=known, near=[]).at(key="--layout")]
            )
        long, stated = convert_published(read_frame(table), published, str(table), area)
        out.mkdir(parents=True, exist_ok=True)
        long.write_csv(out / "table.csv")
        told = stated.model_dump(mode="json", exclude_defaults=True)
        (out / "layout.yaml").write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
        words = {"table": out / "table.csv", "layout": out / "layout.yaml", "industries": len(stated.industries)}
        print(str(_WRITTEN).format(**words))


def _describe(name: str, one: "PublishedLayout") -> dict[str, object]:
    words = {key: str(getattr(one, key)) for key in ("title", "unit", "shape", "read")}
    return {"name": name, **words, "sources": list(one.sources)}
