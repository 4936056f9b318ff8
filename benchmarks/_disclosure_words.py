"""How the results of `./dev bench disclosure` are told: bars, known numbers of peers, and the page that is kept."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

type Found = Mapping[str, Any]
type Goal = tuple[str, str, str, bool]

MEMORY, VERIFIED, CLOCK = 4e9, 1.0, 60.0
ATTACKERS = ("outsider", "contributors", "pairs", "holdings")
BARS: Mapping[str, tuple[int, int | None]] = {
    "small": (93_708, None),
    "mid": (680_000, 620_000),
    "big": (2_100_000, 1_920_000),
}
"""Most value that may be withheld for others on seed 1, and what is aimed at."""
MOST_CELLS = {"small": 52}
BEFORE: Mapping[str, float] = {
    "small-1": 88_669,
    "small-2": 149_530,
    "small-3": 56_837,
    "mid-1": 594_827,
    "mid-2": 857_452,
    "mid-3": 737_706,
    "big-1": 1_935_010,
}
"""Value withheld at version 0.5, on the files that others made; no later version may be dearer by over a hundredth."""
COSTS_BEFORE: Mapping[str, float] = {
    "small-1, outsider": 73_200,
    "small-1, contributors": 88_669,
    "small-1, contributors-slack": 107_797,
    "small-1, pairs": 127_938,
    "small-1, holdings": 127_938,
    "small-1, contributors, unions": 88_669,
    "mid-1, outsider": 560_557,
    "mid-1, contributors": 594_827,
    "mid-1, contributors-slack": 1_273_044,
    "mid-1, pairs": 1_351_108,
    "mid-1, holdings": 1_351_108,
    "mid-1, contributors, unions": 791_349,
    "big-1, outsider": 1_763_245,
    "big-1, contributors": 1_935_010,
    "big-1, contributors-slack": 3_785_123,
    "big-1, pairs": 4_138_635,
    "big-1, holdings": 4_142_507,
    "big-1, contributors, unions": 1_971_189,
    "small-1, cost value": 88_669,
    "small-1, cost log": 304.3846,
    "small-1, cost cells": 44,
    "mid-1, cost value": 594_827,
    "mid-1, cost log": 1_278.0906,
    "mid-1, cost cells": 173,
    "big-1, cost value": 1_935_010,
    "big-1, cost log": 4_139.4470,
    "big-1, cost cells": 553,
}
"""Costs at version 0.5, of stronger levels and of other costs, in the unit of the cost; on the files of others."""
INSEE_PRIMARY, INSEE_PUBLISHED = 77, 64

SECTIONS: Mapping[str, tuple[str, str]] = {
    "small": ("Small: 13 × 5 × 3", "Bars: 0/0, at most 52 cells and 93,708 withheld for others (seed 1)."),
    "mid": ("Mid: 30 × 10 × 5", "Bars: 0/0, at most 680,000 withheld for others (seed 1); aim 620,000."),
    "big": ("Big: 100 × 10 × 5", "Bars: 0/0 in 60 s, at most 2,100,000 withheld for others (seed 1); aim 1,920,000."),
    "dimensions": (
        "Four and five dimensions",
        "Level contributors. A pattern of five dimensions begins with boxes, written down without a program, and is"
        " made cheaper as long as work is left; its bound is weak. Bar: safe, in 120 s of work.",
    ),
    "busy": (
        "On a busy machine",
        "The same table, 20 s of work, alone and beside processes that keep every core busy: the clock differs, the"
        " pattern does not.",
    ),
    "levels": (
        "What stronger levels cost",
        "Seed 1. The bound is that of the level. Holdings are drawn by the benchmark: rows whose hash falls together,"
        " three on average; the rules then count them as well, so that more cells are unsafe. *Unions*: sums of unsafe"
        " cells of too few contributors are kept as well.",
    ),
    "costs": ("Other costs", "Seed 1, level contributors. The bound and the gap are in the unit of the cost."),
    "peers": (
        "Peers",
        "Seed 1, in the same run, each in its own process; all patterns are judged by our independent audit at the same"
        " slack, which the peers were not asked for: 10 % of the cell for the count rule, and for dominance what is"
        " missing to 85 %. A peer that keeps within another slack is not wrong for that.",
    ),
    "insee": (
        "INSEE’s example",
        "`turnover_act_size` of rtauargus (MIT): 414 cells, activity nested × size. τ-Argus published 77 primary and 64"
        " secondary cells. *Rules*: the slack of our rules. *Margin 10 %*: each unsafe cell is blurred by a tenth of"
        " its value and no more, as τ-Argus does for cells given as unsafe (`MAN(10)`, the default there); the cell of"
        " zero (activity 65, one unit) then asks nothing, where our rules ask one unit for it.",
    ),
    "curve": (
        "Seconds and memory against cells",
        "Level contributors, made-up tables of ten sectors and five sizes, 240 s for the search and the audit. Small"
        " tables are searched until the cheapest is proven, larger ones as long as they may: what grows with the cells"
        " is the time to the *first safe pattern*, told with by how much it is dearer than the last one.",
    ),
    "attacks": (
        "Attacks through time and through tables",
        "A reader who has an earlier release beside the new one: the new table protected alone, then in the light of"
        " the ledger. Half of the establishments are carried forward unchanged from one year to the next, 3 % leave and"
        " as many come. *Refused*: no pattern of the new table would do, so nothing goes out.",
    ),
}  # fmt: skip

KNOWN = """Known before, on the same files (single runs, seed 1; *under*: unsafe cells whose interval misses the slack;
*insider*: unsafe cells of others that a sole contributor recovers exactly):

| Table | Tool | Cells | Value | Under | Insider | Seconds |
|---|---|---:|---:|---:|---:|---:|
| small | τ-Argus OPT | 37 | 73,200 | 0 | 9 | 2.3 |
| small | τ-Argus MOD, singletons | 46 | 88,541 | 0 | 1 | 2.8 |
| small | gconfid | 47 | 106,179 | 0 | 5 | 0.3 |
| small | SuppressDominantCells + intervals | 52 | 93,708 | 0 | 0 | 0.6–2.8 |
| mid | gconfid | 213 | 757,330 | 13 | 23 | 34.5 |
| mid | SuppressDominantCells | 179 | 360,472 | 52 | 0 | 7.8 |
| mid | the same, repaired by linear programs | 321 | 821,829 | 0 | 0 | 9.3 |
| mid | a pattern against readers only | 214 | 598,990 | 0 | 35 | |
| big | GaussSuppression | 530 | 1,669,498 | 213 | | 35.6 |
| big | SuppressDominantCells | 583 | 1,258,649 | 190 | | 44.6 |
| big | the same, repaired by linear programs | 973 | 2,557,902 | 0 | 0 | 66.8 |
| big | gconfid | none in 500 s | | | | |
"""


# ---- numbers as words


def number(value: Any, digits: int = 0) -> str:
    """Return a number with its thousands apart, or a dash."""
    return "–" if value is None else f"{value:,.{digits}f}"


def learnt(found: Found, name: str) -> str:
    """Return what an attacker recovers exactly, then too closely."""
    one = found.get("attackers", {}).get(name)
    return "" if one is None else f"{one['exact']} / {'≥ ' if one.get('unexamined') else ''}{one['narrow']}"


def gap(found: Found) -> str:
    """Return by how much the cost may be above the least."""
    cost, bound = found.get("cost"), found.get("bound")
    return "–" if not cost or bound is None else f"{100 * max(cost - bound, 0.0) / cost:.1f} %"


def line(found: Found) -> str:
    """Return a result on one line, for whoever waits."""
    if "failed" in found:
        return f"{found['label']:36} {found['failed']}"
    if "attacks" in found:
        return f"{found['label']:36} {found['attacks']}"
    words = [f"{found['label']:36}"]
    if "secondary" in found:
        words.append(f"{found['secondary']:5d} cells {found['secondary_value']:12,.0f}  gap {gap(found):>7}")
    words += [f"{name} {learnt(found, name)}" for name in ATTACKERS if name in found.get("attackers", {})]
    words += [f"{found[key]:.1f} s" for key in ("protect_seconds",) if key in found]
    return "  ".join([*words, f"CPU {found['cpu']:.1f} s, {found['peak'] / 1e6:.0f} MB"])


# ---- bars


def verdicts(name: str, results: Sequence[Found]) -> Iterator[Goal]:
    """Give each bar of a section: what, what was found, the bar, and whether it is met."""
    if name in BARS:
        for found in results:
            yield from _bars(name, found)
    if name == "dimensions":
        for found in results:
            safe = "failed" not in found and found["protected"]
            told = str(found.get("failed", f"gap {gap(found)}"))
            yield f"{found['label']}: a safe pattern, its gap told", told, "safe", safe
    for found in results if name in ("levels", "costs") else ():
        before = COSTS_BEFORE.get(found["label"])
        if before is not None:
            cost = math.inf if "failed" in found else found["cost"]
            told = str(found.get("failed", number(cost, 0 if before > 5_000 else 1)))
            yield f"{found['label']}: cost, beside 0.5", told, f"≤ {number(before, 0)} + 1 %", cost <= 1.01 * before
    if name == "busy" and len(results) == 2:
        prints = [str(one.get("pattern", "none")) for one in results]
        yield "the pattern beside busy processes", prints[1], f"{prints[0]}, as alone", prints[0] == prints[1]


def _bars(name: str, found: Found) -> Iterator[Goal]:
    who = f"{name}, seed {found['seed']}"
    if "failed" in found:
        yield who, str(found["failed"]), "a pattern", False
        return
    outsider, insider = found["attackers"]["outsider"], found["attackers"]["contributors"]
    zero = not (outsider["exact"] or outsider["narrow"] or insider["exact"] or found["faults"])
    told = f"{outsider['narrow']} / {insider['exact']}"
    yield f"{who}: readers within the slack / exact for a contributor", told, "0 / 0", zero
    # The bars are of the files that others made as well.
    if found["seed"] == 1 and found["shared"]:
        most, aim = BARS[name]
        value = found["secondary_value"]
        yield f"{who}: value withheld", number(value), f"≤ {most:,}", value <= most
        if aim is not None:
            # An aim below the proven bound is missed by whoever does it.
            beyond = f", and none safe is below {int(found['bound']):,}" if found["bound"] > aim else ""
            yield f"{who}: the same, aim", number(value), f"≤ {aim:,}{beyond}", value <= aim
        if name in MOST_CELLS:
            cells = found["secondary"]
            yield f"{who}: cells withheld for others", str(cells), f"≤ {MOST_CELLS[name]}", cells <= MOST_CELLS[name]
    before = BEFORE.get(f"{name}-{found['seed']}")
    if before is not None and found["shared"]:
        value = found["secondary_value"]
        yield f"{who}: value, beside 0.5", number(value), f"≤ {before:,.0f} + 1 %", value <= 1.01 * before
    if name == "big":
        clock = found["wall"]
        yield f"{who}: the whole, audit included", f"{clock:.1f} s", f"< {CLOCK:.0f} s", clock < CLOCK
    verified = found["verify_seconds"]
    yield f"{who}: certificate", f"{verified:.2f} s", f"< {VERIFIED:.0f} s", found["verified"] and verified < VERIFIED
    yield f"{who}: memory", f"{found['peak'] / 1e9:.2f} GB", f"< {MEMORY / 1e9:.0f} GB", found["peak"] < MEMORY


# ---- the page


def written(every: Mapping[str, Any]) -> str:
    """Return the results of all sections as the page that is kept."""
    lines = [
        "# Results of `./dev bench disclosure`",
        "",
        "Made-up establishments but for INSEE’s example. All margins; a cell is unsafe with fewer than three",
        "contributors or one above 85 %. Every pattern is judged by the independent audit: *exact / narrow* count the",
        "unsafe cells of others that an attacker recovers, and those it knows within less than the slack (≥ where the",
        "work given ended first, which it may for whom the level does not speak of). *Value* is",
        "what is withheld for others; the *bound* is a cost below which no pattern safe at that level exists. Each",
        "protection is alone in a process; *search* is on the clock, *whole* with reading, folder, audit and",
        "certificate. *Sums told* are sums of unsafe cells, of too few contributors together, that anybody can reckon.",
        "Sections may be of different days.",
        "",
        *_summary(every),
    ]
    for name, (title, words) in SECTIONS.items():
        if name not in every:
            continue
        section = every[name]
        lines += ["", f"## {title}", "", words, ""]
        lines += [f"{section['day']} · {section['machine']}; {section['load']} processes running when it began; search"]
        lines[-1] += f" limited to {section['seconds']:g} s unless told otherwise."
        lines += ["", *_TABLES.get(name, _patterns)(section["results"])]
        if name == "peers":
            lines += ["", *KNOWN.splitlines()]
    return "\n".join([*lines, ""])


def _summary(every: Mapping[str, Found]) -> Iterator[str]:
    """Give the bars of all sections in one table: how many are met, and which is not."""
    yield from ("| Section | Day | Bars met | Those that are not |", "|---|---|---:|---|")
    for name, (title, _) in SECTIONS.items():
        goals = [*verdicts(name, every[name]["results"])] if name in every else []
        missed = [f"**missed** {what}: {value}, bar {bar}" for what, value, bar, met in goals if not met]
        if goals:
            met = len(goals) - len(missed)
            yield f"| {title} | {every[name]['day']} | {met} of {len(goals)} | {'; '.join(missed)} |"


def _patterns(results: Sequence[Found]) -> Iterator[str]:
    extra = [name for name in ATTACKERS[2:] if any(name in one.get("attackers", {}) for one in results)]
    heads = ["Table", "Cells", "Unsafe", "For others", "Value", "Bound", "Gap", "Outsider", "Contributors"]
    heads += [
        *(name.capitalize() for name in extra),
        "Sums told",
        "Search, s",
        "CPU, s",
        "Whole, s",
        "Memory, MB",
        "Verified, s",
    ]
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for one in results:
        if "failed" in one:
            yield f"| {one['label']} | {' | '.join(['', one['failed'], *[''] * (len(heads) - 3)])} |"
            continue
        bound = one.get("bound")
        told = one["label"] + ("" if one["complete"] else ", cut off") + ("" if one["protected"] else ", **not safe**")
        cells = [told, number(one.get("cells"))]
        cells += [number(one["primary"]), number(one["secondary"]), number(one["secondary_value"])]
        cells += [number(bound, 1 if bound is not None and bound < 1_000 else 0), gap(one)]
        cells += [learnt(one, name) for name in ("outsider", "contributors", *extra)]
        cells.append(number(one["unions"]))
        cells += [number(one.get("protect_seconds"), 1), number(one["protect_cpu"], 1)]
        cells += [number(one.get("wall"), 1), number(one["peak"] / 1e6), number(one.get("verify_seconds"), 3)]
        yield f"| {' | '.join(cells)} |"


def _peers(results: Sequence[Found]) -> Iterator[str]:
    heads = ("Table", "For others", "Value", "Missed", "Outsider", "Contributors", "Seconds", "CPU, s", "Memory, MB")
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for one in results:
        name = one["label"] + (f" {one['version']}" if "version" in one else "")
        if "failed" in one:
            yield f"| {name} | {one['failed']} |{' |' * (len(heads) - 2)}"
            continue
        cells = [name, number(one["secondary"]), number(one["secondary_value"]), number(one.get("missed", 0))]
        cells += [learnt(one, "outsider"), learnt(one, "contributors"), number(one["protect_seconds"], 1)]
        cells += [number(one["protect_cpu"], 1), number(one["peak"] / 1e6)]
        yield f"| {' | '.join(cells)} |"


def _insee(results: Sequence[Found]) -> Iterator[str]:
    heads = ("By", "Slack", "Unsafe", "For others", "Value", "Bound", "Outsider", "Contributors", "Seconds")
    yield f"| {' | '.join(heads)} |"
    yield f"|---|---|{'---:|' * (len(heads) - 2)}"
    yield f"| τ-Argus, as published | not told | {INSEE_PRIMARY} | {INSEE_PUBLISHED} | | | | | |"
    for one in results:
        name = str(one["label"]).removeprefix("insee, ") + ("" if one.get("protected", True) else ", **not safe**")
        if "failed" in one:
            yield f"| {name} | {one.get('slack', '')} | {one['failed']} |{' |' * (len(heads) - 3)}"
            continue
        if one["kind"] == "optimum":
            name += ", proven" if one["complete"] else ", not reached: the last proposal, not yet safe"
        cells = [name, one["slack"], number(one["primary"]), number(one["secondary"]), number(one["secondary_value"])]
        cells += [number(one["bound"], 1), learnt(one, "outsider"), learnt(one, "contributors")]
        yield f"| {' | '.join([*cells, number(one['protect_seconds'], 1)])} |"


def _curve(results: Sequence[Found]) -> Iterator[str]:
    heads = ("Table", "Cells", "Unsafe", "Value", "Gap", "Outsider", "Contributors", "First safe, s", "dearer by")
    heads += ("Search, s", "CPU, s", "Audit, CPU s", "Verified, s", "Memory, MB")
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for one in results:
        name = f"{one['shape']}, {one['asked']:,}"
        if "failed" in one:
            yield f"| {name} | {one['failed']} |{' |' * (len(heads) - 2)}"
            continue
        first, dear = one["progress"][0]
        name += "" if one["complete"] else ", cut off"
        cells = [name, number(one["cells"]), number(one["primary"]), number(one["secondary_value"]), gap(one)]
        cells += [learnt(one, "outsider"), learnt(one, "contributors")]
        cells += [number(first, 1), f"{100 * (dear / one['cost'] - 1):.1f} %"]
        cells += [number(one["protect_seconds"], 1), number(one["protect_cpu"], 1), number(one["audit_cpu"], 1)]
        yield f"| {' | '.join([*cells, number(one['verify_seconds'], 2), number(one['peak'] / 1e6)])} |"
    yield ""
    for shape in dict.fromkeys(one["shape"] for one in results):
        done = [one for one in results if one["shape"] == shape and "failed" not in one]
        told = []
        for what, value in _GROWING.items():
            points = [(one["cells"], value(one)) for one in done]
            if len(points) > 2:
                told.append(f"{what} {slope(points):.2f}")
        yield f"- {shape}, over {len(done)} tables, as cells to the power: {', '.join(told)}"


_GROWING: Mapping[str, Callable[[Found], float]] = {
    "first safe pattern": lambda one: float(one["progress"][0][0]),
    "audit": lambda one: float(one["audit_cpu"]),
    "verification": lambda one: float(one["verify_seconds"]),
    "memory": lambda one: float(one["peak"]),
    "value withheld": lambda one: float(one["secondary_value"]),
}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the exponent with which the second number grows with the first: 1 is in proportion."""
    xs, ys = ([math.log(max(point[place], 1e-3)) for point in points] for place in (0, 1))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((one - x) * (other - y) for one, other in zip(xs, ys, strict=True))
    return above / sum((one - x) ** 2 for one in xs)


def _attacks(results: Sequence[Found]) -> Iterator[str]:
    heads = (
        "Tables",
        "Cells",
        "Unsafe",
        "Alone: exact / narrow",
        "With the ledger",
        "For others",
        "Protect, s",
        "Attack, s",
    )
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for result in results:
        if "failed" in result:
            yield f"| {result['label']} | {result['failed']} |{' |' * (len(heads) - 2)}"
        for name, one in result.get("attacks", {}).items():
            after = one.get("ledger")
            told = "refused" if after is None else f"{after['exact']} / {after['narrow']}"
            cells = [f"{result['table']}, {name}", number(one["cells"]), number(one["unsafe"])]
            cells += [f"{one['alone']['exact']} / {one['alone']['narrow']}", told]
            cells += [f"{one['secondary_alone']} → {number(one.get('secondary_ledger'))}"]
            cells += [number(one.get("protect_seconds"), 1), number(one["attack_seconds"], 1)]
            yield f"| {' | '.join(cells)} |"


_TABLES = {"peers": _peers, "insee": _insee, "curve": _curve, "attacks": _attacks}
