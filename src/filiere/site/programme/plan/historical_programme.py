"""The programme of March 2009, real, and what is known of its eleven lines: shipped content, beside the plan."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

from filiere.programme.reader import load_plan
from filiere.programme.records import Event, Plan
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.observatory.figure_register import shipped_register

_FATES = {"established": ("Établie", "Established", "ok"), "partial": ("Partielle", "Partial", "part"),
          "unknown": ("Inconnue", "Unknown", "")}  # fmt: skip


def present_history() -> dict[str, Any]:
    """Return what the page of the plan prints of 2009, in the reader's language."""
    plan = load_historical_programme()
    fates = {one.action: one for one in plan.events if one.kind == "fate"}
    lines = [
        _present_line(number, str(action.title), fates.get(action.id), plan)
        for number, action in enumerate(plan.actions, 1)
    ]
    return {"caption": str(plan.title), "summary": _summarise(fates.values(), len(lines)), "lines": lines}


@lru_cache(maxsize=1)
def load_historical_programme() -> Plan:
    """Read the programme of 2009 once a process."""
    return load_plan(register=shipped_register())


def _present_line(number: int, title: str, fate: Event | None, plan: Plan) -> dict[str, Any]:
    fr, en, mark = _FATES[fate.fate if fate is not None and fate.fate else "unknown"]
    return {
        "title": f"{number}. {title}",
        "fate": localize(fr, en),
        "mark": mark,
        "known": str(fate.text) if fate is not None and fate.text is not None else "",
        "sources": [_present_source(key, plan) for key in (fate.sources if fate is not None else ())],
    }


def _present_source(key: str, plan: Plan) -> dict[str, str]:
    register = shipped_register()
    found = {one.id: one for one in plan.sources}.get(key) or register.sources.get(key)
    if found is None:
        return {"url": "", "words": key}
    return {"url": found.address or "", "words": str(found.publisher or found.title or key)}


def _summarise(fates: Any, lines: int) -> str:
    counts = Counter(one.fate for one in fates)
    done, part = counts["established"], counts["partial"]
    left = lines - done - part
    count, total = count_in_letters, count_in_letters(lines)
    return localize(
        f"Après l’assemblée générale, {total} engagements ont été annoncés ; ils sont réels. "
        f"{count(done).capitalize()} ont une suite établie, {count(part)} une suite partielle ; "
        f"le résultat de {count(left)} n’a pas été trouvé.",
        f"After the general assembly, {total} commitments were announced; they are real. "
        f"{count(done).capitalize()} were followed through, {count(part)} in part; "
        f"the outcome of {count(left)} was not found.",
    )
