"""What a table must be before anything is computed from it: no total among industries, one unit, rows equal to columns.

A row is compared with its column when the file says where everything goes: with ``final_demand``, always; else when
all rows together make up all columns, or when a quarter of the industries balance, which does not happen by chance, so
that the others are wrong. A file that stops at what industries buy from each other cannot be checked so, and is not
refused for it.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from filiere.core.faults import Fault
from filiere.core.text import Text, make_printable
from filiere.economy.cell_matrix import MOST_SHOWN, CellMatrix, Floats
from filiere.economy.faults import CATALOGUE
from filiere.economy.layouts import Layout, is_total

LEAST_BALANCED = 0.25
"""Share of industries that balance from which those that do not are faults."""
WHOLE_OUTPUT = 0.95
"""Share of output, at half of the industries, from which a row is not in the unit of the others."""
NO_OUTPUT = 0.005
"""Share of output under which value added is not in the unit of the others, at half of the industries."""

_PRIMARY = ("value_added", "compensation", "imports", "taxes")


def find_cell_faults(cells: CellMatrix, layout: Layout) -> list[Fault]:
    """Return what is wrong in the cells themselves: order of codes, totals, negative values."""
    return [*_find_order_faults(cells, layout), *_find_hidden_totals(cells, layout), *_find_negatives(cells, layout)]


def choose_value_added(
    cells: CellMatrix, layout: Layout, bought: Floats, compensation: Floats | None
) -> tuple[Floats, list[Text]]:
    """Return value added by industry, compensation within it, and a note where it had to be found out.

    Some tables give value added with compensation as a part of it, others give compensation and surplus apart. A code
    in both lists, or ``compensation_in_value_added``, says which; else it is the reading under which rows, or an
    ignored row of output, agree with columns, and compensation above value added can be no part of it.
    """
    count = len(layout.industries)
    given = sum((cells.row(code)[:count] for code in layout.value_added), np.zeros(count))
    if not layout.value_added and layout.output is not None:
        return cells.row(layout.output)[:count] - bought, []
    if compensation is None or set(layout.compensation) <= set(layout.value_added):
        return given, []
    if layout.compensation_in_value_added is not None:
        return (given if layout.compensation_in_value_added else given + compensation), []
    apart = _is_compensation_apart(cells, layout, bought, given, compensation)
    note = _APART if apart else _WITHIN
    return (given + compensation if apart else given), [note]


_APART = Text(
    fr="La rémunération est comptée en plus des lignes de « value_added » : c’est ainsi que la table s’accorde.",
    en="Compensation is counted on top of the rows of “value_added”: so read, the table agrees.",
)
_WITHIN = Text(
    fr="La rémunération est comptée comme une part des lignes de « value_added ».",
    en="Compensation is counted as a part of the rows of “value_added”.",
)


def _is_compensation_apart(
    cells: CellMatrix, layout: Layout, bought: Floats, given: Floats, compensation: Floats
) -> bool:
    within, apart = bought + given, bought + given + compensation
    for known in _list_known_outputs(cells, layout):
        scores = [np.isclose(known, one, rtol=float(layout.tolerance), atol=0).mean() for one in (within, apart)]
        if max(scores) >= LEAST_BALANCED and scores[0] != scores[1]:
            return bool(scores[1] > scores[0])
    return bool((compensation > given * (1 + 1e-9)).any())


def _list_known_outputs(cells: CellMatrix, layout: Layout) -> Iterator[Floats]:
    """Outputs that the file gives in another way than by adding up a column."""
    count = len(layout.industries)
    if layout.output is not None:
        yield cells.row(layout.output)[:count]
    if (uses := _sum_uses(cells, layout)) is not None:
        yield uses
    for code in cells.rows:
        if code in layout.ignore and np.isfinite(values := cells.row(code)[:count]).all():
            yield values


def check_table(cells: CellMatrix, layout: Layout, output: Floats) -> list[Fault]:
    """Return what is wrong between the rows and the columns: units, then balance."""
    if faults := _find_unit_faults(cells, layout, output):
        return faults
    return [*_find_output_faults(cells, layout, output), *_find_balance_faults(cells, layout, output)]


def _find_order_faults(cells: CellMatrix, layout: Layout) -> Iterator[Fault]:
    """The order of the file is known when rows and columns come in the same one."""
    order = cells.row_order
    if order != cells.col_order or order == layout.industries or set(order) != set(layout.industries):
        return
    rank = next(place for place, codes in enumerate(zip(order, layout.industries, strict=True)) if codes[0] != codes[1])
    told = [*order[:12], f"… ({len(order)})"] if len(order) > 12 else list(order)
    yield CATALOGUE.build(
        "economy-code-order", rank=rank + 1, layout=layout.industries[rank], file=order[rank], order=told
    )


def _find_hidden_totals(cells: CellMatrix, layout: Layout) -> Iterator[Fault]:
    """An industry that is everywhere the sum of the others is a total under another name."""
    count = len(layout.industries)
    if count < 3:
        return
    flows = cells.values[:count, :count]
    for axis, words in ((0, _SUM_OF_ROWS), (1, _SUM_OF_COLUMNS)):
        turned = flows if axis == 0 else flows.T
        sums = turned.sum(axis=0)
        for place in np.flatnonzero(np.isclose(2 * turned, sums, rtol=1e-9, atol=0).all(axis=1) & (turned.any(axis=1))):
            yield CATALOGUE.build("economy-total-code", code=layout.industries[place], reason=words, role="industries")


_SUM_OF_ROWS = Text(fr="sa ligne est la somme des autres", en="its row is the sum of the others")
_SUM_OF_COLUMNS = Text(fr="sa colonne est la somme des autres", en="its column is the sum of the others")


def _find_negatives(cells: CellMatrix, layout: Layout) -> Iterator[Fault]:
    count = len(layout.industries)
    rows = [*range(count), *(cells.rows.index(code) for code in (*layout.compensation, *layout.imports, *layout.jobs))]
    wrong = [(row, int(col)) for row in dict.fromkeys(rows) for col in np.flatnonzero(cells.values[row, :count] < 0)]
    wrong += [
        (int(row), cells.cols.index(code))
        for code in layout.households
        for row in np.flatnonzero(cells.values[:count, cells.cols.index(code)] < 0)
    ]
    if wrong:
        told = [
            Text.same(
                f"({make_printable(cells.rows[row], 60)} ; {make_printable(cells.cols[col], 60)}) "
                f"{cells.values[row, col]:g}"
            )
            for row, col in wrong[:MOST_SHOWN]
        ]
        yield CATALOGUE.build("economy-negative", count=len(wrong), cells=told)


def _find_unit_faults(cells: CellMatrix, layout: Layout, output: Floats) -> list[Fault]:
    """Rows that are nearly all of output, value added that is nearly nothing, a row or a column that would balance the
    table if it were divided by a thousand."""
    count = len(layout.industries)
    some = output > 0
    found: list[Fault] = []
    added = output - sum((cells.row(code)[:count] for code in _list_bought_rows(layout)), np.zeros(count))
    # Where purchases exceed output, every row looks large beside it: what is wrong is told by the inverse.
    if count >= 3 and some.any() and float(np.median(added[some] / output[some])) > 0:
        for code in _list_rows(layout):
            share = float(np.median(cells.row(code)[:count][some] / output[some]))
            if share > WHOLE_OUTPUT:
                found.append(_build_ratio_fault(code, share, 1 - share))
        given = sum((cells.row(code)[:count] for code in layout.value_added), np.zeros(count))
        if layout.value_added and given.any() and float(np.median(np.abs(given[some]) / output[some])) < NO_OUTPUT:
            found.append(_build_ratio_fault(layout.value_added[0], float(np.median(given)), float(np.median(output))))
    return found or _find_thousandfold(cells, layout, output)


def _list_rows(layout: Layout) -> list[str]:
    """The rows whose sum is output, once each."""
    return list(dict.fromkeys((*layout.industries, *(one for role in _PRIMARY for one in layout.list_codes(role)))))


def _list_bought_rows(layout: Layout) -> list[str]:
    """The rows of what an industry buys and pays in taxes: all of output but value added."""
    return [*layout.industries, *layout.imports, *layout.taxes]


def _find_thousandfold(cells: CellMatrix, layout: Layout, output: Floats) -> list[Fault]:
    """Return the row or the column that, in another unit, would make rows equal to columns."""
    uses = _sum_uses(cells, layout)
    if uses is None or (before := _share_balanced(uses, output, layout)) > 1 - LEAST_BALANCED:
        return []
    count = len(layout.industries)
    flows = cells.values[:count, :count]
    best, found = max(before, LEAST_BALANCED), []
    for factor in (0.001, 1000.0):
        for place, code in enumerate(_list_rows(layout)):
            row = flows[place] if place < count else cells.row(code)[:count]
            trials = [(uses, output - row * (1 - factor))]
            if place < count:
                sold = uses.copy()
                sold[place] *= factor
                made = output.copy()
                made[place] *= factor
                trials = [(sold, trials[0][1]), (uses - flows[:, place] * (1 - factor), made)]
            for used, produced in trials:
                if (share := _share_balanced(used, produced, layout)) > best:
                    best, found = share, [_build_ratio_fault(code, 1 / factor, 1.0)]
        for codes, used, produced in _try_blocks(cells, layout, uses, output, factor):
            if (share := _share_balanced(used, produced, layout)) > best:
                best, found = share, [_build_ratio_fault(code, 1 / factor, 1.0) for code in codes]
    return found


def _try_blocks(
    cells: CellMatrix, layout: Layout, uses: Floats, output: Floats, factor: float
) -> Iterator[tuple[Sequence[str], Floats, Floats]]:
    """Yield uses and output if rows of value added, all that is no purchase, or columns of demand were in another
    unit."""
    count = len(layout.industries)
    inner = cells.values[:count, :count]
    added = output - sum((cells.row(code)[:count] for code in _list_bought_rows(layout)), np.zeros(count))
    rest = output - inner.sum(axis=0)
    primary = _list_rows(layout)[count:]
    names = [code for code in primary if code not in {*layout.imports, *layout.taxes}]
    yield names, uses, output - added * (1 - factor)
    yield primary, uses, output - rest * (1 - factor)
    demand = [*layout.households, *layout.final_demand]
    yield demand or list(cells.cols[count:]), inner.sum(axis=1) + (uses - inner.sum(axis=1)) * factor, output
    for code in demand:
        yield [code], uses - cells.values[:count, cells.cols.index(code)] * (1 - factor), output


def _share_balanced(uses: Floats, output: Floats, layout: Layout) -> float:
    gaps = np.abs(uses - output)
    return float((gaps <= float(layout.tolerance) * np.maximum(np.abs(uses), np.abs(output))).mean())


def _build_ratio_fault(code: str, first: float, second: float) -> Fault:
    ratio = first / second if second else float("inf")
    return CATALOGUE.build(
        "economy-thousands-and-millions",
        code=make_printable(code, 60),
        first=f"{first:.6g}",
        second=f"{second:.6g}",
        ratio=f"{ratio:.3g}",
    )


def _sum_uses(cells: CellMatrix, layout: Layout) -> Floats | None:
    """What becomes of each product, by the columns of final demand: None when the file does not say all of it.

    Without ``final_demand``, columns that are ignored count, unless a name or a sum shows that they are totals.
    """
    count = len(layout.industries)
    inner = cells.values[:count, :count].sum(axis=1)
    if layout.final_demand:
        cols = [cells.cols.index(code) for code in (*layout.households, *layout.final_demand)]
        return inner + np.nan_to_num(cells.values[:count, cols]).sum(axis=1)
    names = [code for code in cells.cols[count:] if not is_total(code)]
    columns = {code: cells.values[:count, cells.cols.index(code)] for code in names}
    columns = {code: values for code, values in columns.items() if np.isfinite(values).all()}
    if not columns:
        return None
    everything = inner + sum(columns.values())
    for code, values in columns.items():
        if code not in layout.households and np.isclose(2 * values, everything, rtol=1e-6).mean() > 0.5:
            everything = everything - values
            break
    return everything


def _find_balance_faults(cells: CellMatrix, layout: Layout, output: Floats) -> Iterator[Fault]:
    uses = _sum_uses(cells, layout)
    if uses is None:
        return
    tolerance = float(layout.tolerance)
    gaps = uses - output
    wrong = np.abs(gaps) > tolerance * np.maximum(np.abs(uses), np.abs(output))
    is_whole = bool(layout.final_demand) or abs(float(gaps.sum())) <= tolerance * abs(float(output.sum()))
    if not is_whole and (~wrong & (output > 0)).mean() < LEAST_BALANCED:
        return
    for place in np.flatnonzero(wrong):
        yield CATALOGUE.build(
            "economy-unbalanced",
            code=make_printable(layout.industries[place], 60),
            uses=f"{uses[place]:.10g}",
            resources=f"{output[place]:.10g}",
            gap=f"{gaps[place]:.6g}",
            tolerance=f"{tolerance:g}",
        )


def _find_output_faults(cells: CellMatrix, layout: Layout, output: Floats) -> Iterator[Fault]:
    if layout.output is None:
        return
    declared = cells.row(layout.output)[: len(layout.industries)]
    gaps = declared - output
    for place in np.flatnonzero(np.abs(gaps) > float(layout.tolerance) * np.maximum(np.abs(declared), np.abs(output))):
        yield CATALOGUE.build(
            "economy-unbalanced-output",
            code=make_printable(layout.industries[place], 60),
            declared=f"{declared[place]:.10g}",
            resources=f"{output[place]:.10g}",
            gap=f"{gaps[place]:.6g}",
            tolerance=f"{float(layout.tolerance):g}",
        )
