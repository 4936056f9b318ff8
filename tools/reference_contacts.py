"""The canonical tables of contacts for the reference: their columns, and the rules by which their rows are taken."""

from collections.abc import Callable

type Table = Callable[[list[str], list[list[str]]], str]


def tables(table: Table) -> str:
    """Return one section a table: its columns, in order, what identifies a row and what places it in a month."""
    from filiere.contacts.schema import TABLES

    parts = []
    for one in TABLES.values():
        rows = [
            [
                f"`{column.name}`",
                column.kind,
                "yes" if column.required else "",
                (", ".join(f"`{word}`" for word in column.words) or column.meaning.en)
                + "".join(f", `{word}`" for word in column.marks)
                + (f", of {column.most_bytes} bytes at most" if column.most_bytes else ""),
                f"`{column.stored_name}`" if column.stored_name != column.name else "",
            ]
            for column in one.columns
        ]
        identity = ", ".join(f"`{name}`" for name in one.identity)
        placed = f"A month is that of `{one.moment}`." if one.moment else "It is kept whole, without months."
        heads = ["Column", "Kind", "Required", "Meaning, or words", "Stored as"]
        parts.append(
            f"### `{one.name}`\n\n{one.title.en}. One row is one {identity}. {placed}\n\n{table(heads, rows)}\n\n"
            f"```text\n{','.join(one.header)}\n```"
        )
    return "\n\n".join(parts)


def repairs(table: Table) -> str:
    """Return the repairs by name."""
    from filiere.contacts.importing.repair_and_rejection_labels import REPAIRS

    return table(["Rule", "What it mends"], [[f"`{rule}`", words.en] for rule, words in REPAIRS.items()])


def defects(table: Table) -> str:
    """Return the defects by table."""
    from filiere.contacts.importing.defects import LEG_WITHOUT_FIRST
    from filiere.contacts.importing.defects import defects_of_table as of_table
    from filiere.contacts.schema import TABLES

    rows = [
        [f"`{one.name}`", f"`{defect.name}`", defect.meaning.en] for one in TABLES.values() for defect in of_table(one)
    ]
    rows.append(["`contact`", f"`{LEG_WITHOUT_FIRST.name}`", LEG_WITHOUT_FIRST.meaning.en])
    return table(["Table", "Defect", "What is wrong"], rows)
