"""Write the parts of the reference pages that the code knows better than any hand.

Each such part stands in a page of ``docs/reference`` between two marks; the rest of the page is written by people::

    .venv/bin/python tools/build_reference.py            # write the parts anew
    .venv/bin/python tools/build_reference.py --check    # exit 1 when a part is out of date

A test runs the second form, so that a new fault code, right, command or source cannot be left out of the docs.
"""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import reference_codes
import reference_commands
import reference_contacts
import reference_definitions

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
PART = re.compile(r"(<!-- part: (?P<name>[a-z-]+), written by tools/build_reference\.py -->\n).*?(<!-- end -->)", re.S)


def cell(words: str) -> str:
    """Return words that do not break a Markdown table."""
    return " ".join(words.split()).replace("|", "\\|")


def table(headings: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [headings, ["---"] * len(headings), *[[cell(one) for one in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fault_codes() -> str:
    """Return one table a checker."""
    found = reference_codes.find_codes(ROOT / "src" / "filiere")
    parts = []
    for checker in dict.fromkeys(one.checker for one in found):
        rows = [[f"`{one.code}`", one.message, one.remedy] for one in found if one.checker == checker]
        parts.append(f"## {checker}\n\n{table(['Code', 'What is wrong', 'What to do'], rows)}")
    return "\n\n".join(parts)


def permissions() -> str:
    """Return the table of rights by role."""
    from filiere.site.accounts.rights import OPERATOR, ROLE_NAMES, Role
    from filiere.site.kit.rights import SITE, rights

    heads = ["Right", "What it allows", *(ROLE_NAMES[role].en.capitalize() for role in Role), "Operator"]
    rows = [
        [
            f"`{name}`",
            right.words.en,
            *("yes" if part in right.by else "" for part in (*Role, OPERATOR.key)),
        ]
        for name, right in sorted(rights.items())
        if right.on == SITE
    ]
    return table(heads, rows)


def settings() -> str:
    """Return the table of environment variables."""
    from filiere.site.environment import SETTINGS

    return table(
        ["Variable", "What it does", "Without it"], [[f"`{one.name}`", one.does, one.without] for one in SETTINGS]
    )


def sources() -> str:
    """Return one section a source: where, licence, layouts, columns, traps."""
    from filiere.sources import Source, connectors, fetched_sources

    def head(one: Source) -> list[str]:
        return [
            f"## {one.name}",
            "",
            f"{one.title.en}. Published by {one.publisher.en}.",
            "",
            f"- Page: <{one.address}>" + ("" if one.address_checked else " (not opened by the authors)"),
            f"- Pulled by `filiere sources pull`: {'yes' if one.download else 'no; download it from the page'}",
            f"- Licence: {one.licence.en}",
            f"- Format: {one.format.en}",
            f"- Edition: {one.version.en}",
        ]

    def traps(one: Source) -> list[str]:
        return ["", f"### Traps of {one.name}", "", *(f"- {' '.join(trap.en.split())}" for trap in one.traps)]

    parts = []
    for one in connectors():
        lines = head(one)
        if one.multipart:
            lines.append("- A version is a set of files: loading one keeps the others of the version in use")
        if one.levels:
            levels = ", ".join(f"`{level}`" for level in one.levels)
            lines.append(f"- Never added across: {levels}")
        for layout in one.layouts:
            kept = [
                [
                    f"`{column.name or column.pattern}`",
                    f"`{column.field}`",
                    column.type,
                    column.part,
                    "yes" if column.required else "",
                ]
                for column in layout.columns
                if column.part != "ignored"
            ]
            ignored = [f"`{column.name}`" for column in layout.columns if column.part == "ignored"]
            lines += ["", f"### {one.name}: `{layout.id}`", "", f"{layout.title.en}.", ""]
            lines.append(f"Separator `{layout.separator}`; one row for each {', '.join(layout.key)}.")
            if layout.unknown_marks:
                lines.append(f"Read as unknown, besides a blank: {', '.join(layout.unknown_marks)}.")
            if layout.suppressed_marks:
                lines.append(f"Read as suppressed: {', '.join(layout.suppressed_marks)}.")
            lines += ["", table(["Column of the file", "Stored as", "Type", "Part", "Required"], kept)]
            if ignored:
                lines += ["", f"Expected and not kept: {', '.join(ignored)}."]
        parts.append("\n".join([*lines, *traps(one)]))
    for fetched in fetched_sources():
        read = f"- Not loaded by `filiere sources load`: `{fetched.read_by}` reads it"
        parts.append("\n".join([*head(fetched), read, *traps(fetched)]))
    return "\n\n".join(parts)


def vocabularies() -> str:
    """Return the words that the closed fields of a figure may take."""
    from filiere.figures import load_register

    register = load_register()
    parts = []
    for name, terms in register.vocabulary.items():
        rows = [
            [f"`{key}`", term.label.en, term.definition.en if term.definition else ""] for key, term in terms.items()
        ]
        parts.append(f"### {name.capitalize()}\n\n{table(['Word', 'Label', 'Definition'], rows)}")
    units = [[f"`{key}`", unit.label.en, unit.dimension or ""] for key, unit in register.units.items()]
    parts.append(f"### Units\n\n{table(['Word', 'Label', 'Dimension'], units)}")
    return "\n\n".join(parts)


def addresses() -> str:
    """Return one table of the addresses of the API, from its own OpenAPI description."""
    import filiere.site.urls  # noqa: F401  The operations are read with the addresses.
    from filiere.site.kit.api import api

    rows = []
    for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, operation in operations.items():
            names = ", ".join(
                f"`{one['name']}`" + ("" if one.get("required") else "?") for one in operation.get("parameters", [])
            )
            rows.append([f"`{method.upper()} {path}`", operation["summary"], names])
    return table(["Address", "What it gives", "Parameters (`?`: optional)"], rows)


def exports() -> str:
    """Return the tables that may be downloaded."""
    from filiere.site.kit.exported_tables import exported_tables

    rows = [
        [f"`{one.id}`", one.title.en, "" if one.listed else "needs parameters: take the link of the page that shows it"]
        for one in exported_tables.values()
    ]
    return table(["Table", "Title", "Note"], rows)


BUILDERS: dict[str, Callable[[], str]] = {
    "addresses": addresses,
    "commands": reference_commands.describe_commands,
    "contact-defects": lambda: reference_contacts.defects(table),
    "contact-repairs": lambda: reference_contacts.repairs(table),
    "contact-tables": lambda: reference_contacts.tables(table),
    "definition-choices": lambda: reference_definitions.choices(table),
    "definition-measures": lambda: reference_definitions.measures(table),
    "definition-sets": lambda: reference_definitions.sets(table),
    "exports": exports,
    "fault-codes": fault_codes,
    "permissions": permissions,
    "settings": settings,
    "sources": sources,
    "vocabularies": vocabularies,
}


def rebuilt(text: str) -> str:
    """Return a page with every part written anew."""
    return PART.sub(lambda found: f"{found[1]}\n{BUILDERS[found['name']]()}\n\n{found[3]}", text)


def main() -> int:
    """Write or check every page; return the exit status."""
    # The description of the site needs its settings, and neither its data folder nor its secret.
    os.environ.setdefault("FILIERE_SECRET_KEY", "documentation, and nothing that is ever sealed")
    from filiere.site.django_startup import start_django

    start_django()
    stale = []
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        new = rebuilt(text)
        if new != text:
            stale.append(str(page.relative_to(ROOT)))
            if "--check" not in sys.argv:
                page.write_text(new, encoding="utf-8")
    for name in stale:
        print(name)
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
