"""Write again the figures that the label's golden cases expect, as an independent reckoning finds them.

    python tools/refresh_label_cases.py [2027.1 …] [--accept]

The reckoning is ``tests/support/oracles/label_oracle.py``, which shares nothing with the scorer: a figure is never
copied from the program that it is there to test. Numbers are rewritten; verdicts (level, refusals, eligibility, what
is missing) are what a case is there to show, and are only compared: one that differs is told, with status 1, unless
``--accept``.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.oracles.label_figures import VERDICTS, figures
from support.oracles.label_oracle import RELEASES, Label

WIDTH = 118


def main() -> int:
    """Refresh the releases named, or all that have cases."""
    names = [name for name in sys.argv[1:] if not name.startswith("-")] or ["2009.1", "2027.1", "2027.2"]
    told = [line for name in names for line in refresh(name, accept="--accept" in sys.argv)]
    print("\n".join(told))
    return int(bool(told))


def refresh(release: str, *, accept: bool = False) -> list[str]:
    """Rewrite the files of a release; return a line for each verdict that is not as told."""
    label, told = Label.read(release), []
    cases = iter(label.cases)
    for path in sorted((RELEASES / release / "cases").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        edits = []
        for node in _child(yaml.compose(text, yaml.SafeLoader), "cases").value:
            case = next(cases)
            found = figures(label, case)
            for key in VERDICTS:
                wanted = case.get("expect", {}).get(key)
                if key in found and _words(found[key]) != _words(wanted):
                    told.append(f"{path.name}: {case['key']}: {key} is {_words(found[key])}, not {_words(wanted)}")
                    if not accept:
                        found[key] = wanted
            key, value = next(pair for pair in node.value if pair[0].value == "expect")
            body = text[value.start_mark.index : value.end_mark.index]
            end = value.start_mark.index + len(body.rstrip())
            edits.append((key.start_mark.index, end, _written(found)))
        for start, end, new in reversed(edits):
            text = text[:start] + new + text[end:]
        path.write_text(text, encoding="utf-8")
    return told


def _child(node: Any, name: str) -> Any:
    return next(value for key, value in node.value if key.value == name)


def _words(value: Any) -> str:
    """Return a figure as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_words(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_words, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _written(found: dict[str, Any]) -> str:
    """Return the whole ``expect`` of a case, in one line when it fits."""
    line = f"expect: {_words(found)}"
    if len(line) + 4 <= WIDTH:
        return line
    lines = ["expect:"]
    for key, value in found.items():
        lines += _wrapped(f"      {key}: {_words(value)}")
    return "\n".join(lines)


def _wrapped(line: str) -> list[str]:
    """Break a long line at its commas, the rest under it."""
    out = []
    while len(line) > WIDTH:
        cut = line.rindex(", ", 0, WIDTH) + 1
        out.append(line[:cut])
        line = " " * 8 + line[cut + 1 :]
    return [*out, line]


if __name__ == "__main__":
    sys.exit(main())
