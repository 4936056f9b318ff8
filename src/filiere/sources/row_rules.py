"""What cells of the same row must say of one another: places that agree, people who work somewhere, dates in order."""

from collections.abc import Collection, Iterator, Sequence

from filiere.core import Text
from filiere.sources.cell_rules import CellFault, LoadContext
from filiere.sources.header import BoundColumn, FileShape

PLACES = ("commune", "department", "region", "region22", "zone", "epci")


class RowRules:
    """The checks across the cells of a row, for the fields that a layout has.

    One object follows one reading: it remembers in which larger places each commune was first seen, since a commune
    that is in two employment zones would make every total wrong.
    """

    def __init__(self, shape: FileShape, context: LoadContext) -> None:
        self._gazetteer = context.gazetteer
        self._fields = {b.column.field: b for b in shape.bound if b.value is None and b.column.field}
        # Only where a commune comes back on many rows; in a list of communes, a second row is a duplicate.
        nested = shape.layout.nested_places
        self.place_fields = tuple(field for field in PLACES if nested and field in self._fields)
        self._repeated = shape.layout.key != ("commune",)
        self._seen: dict[str, tuple[str, ...]] = {}
        self._sound: set[tuple[str, ...]] = set()
        self._place_indices = [self._fields[field].index for field in self.place_fields]
        employees = {b.value: b for b in shape.bound if b.column.field == "employees" and b.value is not None}
        establishments = {b.value: b for b in shape.bound if b.column.field == "establishments"}
        self._pairs = [
            (employees[value], establishments[value]) for value in sorted(employees, key=str) if value in establishments
        ]

    def check(
        self, cells: Sequence[str], faulty: Collection[str | None] = ()
    ) -> Iterator[tuple[BoundColumn, CellFault]]:
        """Yield what is wrong between the cells of a row, with the cell to point at.

        ``faulty`` names the fields already found wrong: nothing is concluded from them.
        """
        for people, places in self._pairs:
            number = cells[people.index]
            if number and number not in {"0", "s"} and cells[places.index] in {"", "0"} and number.isdigit():
                yield people, employees_alone_fault(number, people.value or "")
        if self.place_fields and not any(field in faulty for field in self.place_fields):
            yield from self.places(cells)
        start, end = self._cell("start", cells), self._cell("end", cells)
        if start and end and end < start:
            yield (
                self._fields["end"],
                CellFault(
                    "dates-reversed",
                    Text(
                        fr=f"La période finit le {end} avant de commencer le {start}.",
                        en=f"The period ends on {end} before it starts on {start}.",
                    ),
                    Text(fr="Corrigez l’une des deux dates.", en="Correct one of the two dates."),
                ),
            )

    def _cell(self, field: str, cells: Sequence[str]) -> str:
        bound = self._fields.get(field)
        return cells[bound.index] if bound is not None else ""

    def places(self, cells: Sequence[str]) -> Iterator[tuple[BoundColumn, CellFault]]:
        """Yield what is wrong with the larger places that a row gives its commune."""
        given = tuple([cells[index] for index in self._place_indices])
        if given in self._sound:
            return
        commune = self._cell("commune", cells)
        wrong = dict(self._mismatches(commune, cells))
        for field, fault in wrong.items():
            yield self._fields[field], fault
        if not commune or not self._repeated:
            return
        first = given if wrong else self._seen.setdefault(commune, given)
        for field, before, now in zip(self.place_fields, first, given, strict=True):
            if before != now:
                yield self._fields[field], two_places_fault(commune, self._fields[field].header, before, now)
        if not wrong and first == given:
            self._sound.add(given)

    def _mismatches(self, commune: str, cells: Sequence[str]) -> Iterator[tuple[str, CellFault]]:
        department = self._cell("department", cells)
        if self._gazetteer is None or not department:
            return
        if len(commune) == 5 and self._gazetteer.department(commune) != department:
            yield (
                "department",
                place_mismatch_fault("department", department, commune, self._gazetteer.department(commune)),
            )
            return
        for field, expected in zip(("region", "region22"), self._gazetteer.regions(department) or (), strict=False):
            region = self._cell(field, cells)
            if region and region != expected:
                yield field, place_mismatch_fault(field, region, department, expected)


def employees_alone_fault(number: str, year: str) -> CellFault:
    """Return the fault of people counted where no establishment is."""
    return CellFault(
        "employees-without-establishment",
        Text(
            fr=f"{number} salariés sont comptés en {year} sans aucun établissement.",
            en=f"{number} employees are counted in {year} without any establishment.",
        ),
        Text(
            fr="Corrigez l’effectif ou le nombre d’établissements de cette année.",
            en="Correct the headcount or the number of establishments for that year.",
        ),
    )


_PLACE_WORDS = {
    "department": ("le département", "the department", "la commune", "the commune"),
    "region": ("la région", "the region", "le département", "the department"),
    "region22": ("l’ancienne région", "the old region", "le département", "the department"),
}


def place_mismatch_fault(field: str, value: str, holder: str, expected: str) -> CellFault:
    """Return the fault of a place that its row puts in the wrong larger place."""
    what, english, inside, inside_english = _PLACE_WORDS[field]
    return CellFault(
        f"{'old-region' if field == 'region22' else field}-mismatch",
        Text(
            fr=f"La ligne donne {what} {value}, mais {inside} {holder} est dans {what} {expected}.",
            en=f"The row gives {english} {value}, but {inside_english} {holder} is in {english} {expected}.",
        ),
        Text(fr=f"Écrivez {expected}, ou corrigez l’autre code.", en=f"Write {expected}, or correct the other code."),
    )


def two_places_fault(commune: str, header: str, before: str, now: str) -> CellFault:
    """Return the fault of a commune that an earlier row puts elsewhere."""
    return CellFault(
        "inconsistent-place",
        Text(
            fr=f"« {header} » vaut {now or 'vide'} pour la commune {commune}, et {before or 'vide'} plus haut.",
            en=f"“{header}” is {now or 'blank'} for the commune {commune}, and {before or 'blank'} further up.",
        ),
        Text(
            fr="Donnez la même valeur à toutes les lignes de la commune.",
            en="Give all rows of the commune the same value.",
        ),
    )
