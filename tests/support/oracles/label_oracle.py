"""A second reckoning of the label, to hold the first one to account: no code of ``filiere``, only fractions and loops.

It reads the plain YAML of a release (weights, levels, grids) and does by the longest and most obvious way what the
scorer does fast: points, themes, total, knock-outs, findings, award. The rules of award are typed here again in Python,
with their numbers. A dossier with holes is another matter: see ``label_completions``.
The golden cases take their expected figures from here; a scorer that disagrees with one of them has to explain itself.
"""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import lcm
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from support.oracles.label_formulas import Measures, NotApplicable, NotKnown, exact, nearest

RELEASES = Path(__file__).parents[3] / "src" / "filiere" / "content" / "referentials" / "lrs" / "releases"
UNKNOWN, NA = "unknown", "not_applicable"
Case = dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """Plain YAML whose numbers and days stay words, so that no float ever comes near a score."""


# Yes, no, on and off are words of the label: only true, false and null are read as such.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in rules if tag.endswith(":null") or (tag.endswith(":bool") and first in "tfTF")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain(path: Path) -> Any:
    """Return the data of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - made of the safe one.


def listed(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return a list kept in one file or in a folder of files."""
    files = [folder / f"{name}.yaml"] if (folder / f"{name}.yaml").is_file() else sorted((folder / name).glob("*.yaml"))
    return [one for file in files for one in plain(file)[name]]


@dataclass
class Label:
    """A release of the label as its files say it."""

    release: str
    themes: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)
    indicators: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    _asked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _weighed: dict[str, dict[str, list[tuple[Fraction, str]]]] = field(default_factory=dict)

    @classmethod
    def read(cls, release: str, root: Path = RELEASES) -> "Label":
        """Read a release and its golden cases."""
        folder = root / release
        label = cls(release)
        scales = {key: one["levels"] for key, one in plain(folder.parents[1] / "referential.yaml")["scales"].items()}
        for file in sorted((folder / "tree").glob("*.yaml")):
            theme = plain(file)["theme"]
            if "continues" not in theme:
                label.themes[theme["key"]] = theme
            for question in theme["criteria"]:
                levels = question.get("levels") or scales.get(question.get("scale"), [])
                points = {level["key"]: Fraction(level["value"]) for level in levels}
                label.questions.append(question | {"theme": theme["key"], "points": points})
        label.indicators = {one["key"]: one for one in listed(folder, "indicators")}
        label.cases = told(listed(folder, "cases"))
        return label

    def asked(self, category: str) -> list[dict[str, Any]]:
        """Return the questions of a questionnaire."""
        if category not in self._asked:
            self._asked[category] = [one for one in self.questions if category in one.get("questionnaires", [category])]
        return self._asked[category]

    def weights(self, category: str) -> dict[str, list[tuple[Fraction, str]]]:
        """Return the weight and the key of each question of a questionnaire, theme by theme."""
        if category not in self._weighed:
            found: dict[str, list[tuple[Fraction, str]]] = {theme: [] for theme in self.themes}
            for question in self.asked(category):
                found[question["theme"]].append((exact(question.get("weight", "1")), question["key"]))
            self._weighed[category] = found
        return self._weighed[category]


def told(cases: list[Case]) -> list[Case]:
    """Return the cases whole: what one says ``like`` another, put in."""
    by_key = {case["key"]: case for case in cases if "key" in case}

    def whole(case: Case) -> Case:
        if "like" not in case:
            return case
        base = whole(by_key[case["like"]])
        out = {key: value for key, value in base.items() if key not in ("key", "name", "expect", "like")} | case
        for group in ("facts", "answers", "inputs", "register"):
            if group in base or group in case:
                out[group] = base.get(group, {}) | case.get(group, {})
        return out

    return [whole(case) for case in cases]


def answers_of(label: Label, case: Case) -> dict[str, str | None]:
    """Return the answers, with those that ``rest`` gives to every question left out."""
    answers = dict(case.get("answers", {}))
    for question in label.asked(case["category"]):
        for level in case.get("rest", []):
            if question["key"] not in answers and level in question["points"]:
                answers[question["key"]] = level
    return answers


def names_of(category: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what the words of a condition stand for in a dossier."""
    told = {key: one if isinstance(one, bool) else Fraction(one) for key, one in facts.items() if one is not None}
    return {"category": category, "fact": SimpleNamespace(**told)}


def holds(condition: str | None, names: dict[str, Any]) -> bool:
    """Tell whether a condition on facts holds; its words happen to be Python's."""
    return condition is None or bool(eval(compiled(condition), {}, names))  # noqa: S307 - text of our own files.


@cache
def compiled(condition: str) -> Any:
    """Return a condition ready to be asked many times."""
    return compile(condition, "condition", "eval")


# --- points of measured questions -------------------------------------------------------------------------------------

_GRID = re.compile(r"grid\((?:abs\()?ind\.(\w+)(?: - 100)?\)?, (\[\[.*?\]\])\)")


@cache
def curves(rule: str) -> list[tuple[str, list[tuple[Fraction, Fraction]]]]:
    """Return the grids of a rule: the indicator and the corners of each."""
    found = []
    for key, corners in _GRID.findall(rule):
        numbers = [Fraction(word) for word in re.findall(r"-?[0-9.]+", corners)]
        found.append((key, list(zip(numbers[::2], numbers[1::2], strict=True))))
    return found


def along(corners: list[tuple[Fraction, Fraction]], x: Fraction) -> Fraction:
    """Return the height of a broken line at x, flat outside its corners."""
    if x <= corners[0][0]:
        return corners[0][1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return corners[-1][1]


EITHER_SIDE = ("hr_gender_pay_gap", "dia_women_gap", "stability_ratio_percent")


def measured(indicator: dict[str, Any], m: Measures) -> Fraction:
    """Return the points that an indicator gives, between 0 and 100."""
    key = indicator["key"]
    with suppress(NotKnown):  # A rule may do without its own indicator: a death at work needs no rate.
        m.i(key)
    lines = curves(indicator["scores"]["rule"])

    def height(place: int) -> Fraction:
        name, corners = lines[place]
        x = m.i(name)
        if name == "stability_ratio_percent":
            x -= 100
        return along(corners, abs(x) if name in EITHER_SIDE else x)

    if key == "com_double_marked":
        enough = 24 if m.category == "small_outsourcer" else 60
        points = height(0) if m.i(key) >= enough else Fraction(0)
    elif key == "dia_answered_in_time" and len(lines) > 1:
        points = height(0 if m.facts.get("company_of_fifty") or m.f("headcount") >= 50 else 1)
    elif key == "com_largest_client_share":
        points = height(0 if m.category == "small_outsourcer" else 1)
    elif key == "env_paper_per_fte":
        bought = m.i("env_paper_total") != 0
        points = Fraction(7, 10) * height(0) + Fraction(3, 10) * height(1) if bought else Fraction(100)
    elif key == "gov_security_trained" and len(lines) > 2 and m.s("gov_leavers") <= 0:
        points = height(2)
    elif key in ("gov_security_trained", "hr_agreement_coverage", "dia_trained_representatives"):
        points = height(0) + height(1)
    elif key in ("hr_staff_favourable", "dia_dialogue_favourable"):
        points = height(0) if m.i("hr_survey_response") >= 50 else Fraction(0)
    elif key == "wc_accident_rate":
        points = height(0) + height(1) if m.i("wc_work_deaths") == 0 else Fraction(0)
    else:
        assert len(lines) == 1, f"{key}: this rule has to be typed by hand"
        assert lines[0][0] == key
        points = height(0)
    return min(max(points, Fraction(0)), Fraction(100))


# --- one dossier without any doubt ------------------------------------------------------------------------------------


@dataclass
class Verdict:
    """The figures of one dossier; ``points`` of each question asked: a number, ``unknown`` or ``not_applicable``."""

    points: dict[str, Any]
    indicators: dict[str, Any]
    themes: dict[str, Any]
    total: Any
    knock_outs: list[str]
    level: str


def weighed(parts: list[tuple[Fraction, Any]]) -> Any:
    """Return the mean of what applies, by weight; unknown as soon as one part of it is.

    Sums are of whole numbers: what each part is of the common denominator of all.
    """
    kept = [(weight, one) for weight, one in parts if one is not NA]
    if not kept:
        return NA
    if any(one is UNKNOWN for _, one in kept):
        return UNKNOWN
    among = lcm(*(weight.denominator for weight, _ in kept))
    times = [weight.numerator * (among // weight.denominator) for weight, _ in kept]
    of = lcm(*(one.denominator for _, one in kept))
    above = sum(by * one.numerator * (of // one.denominator) for by, (_, one) in zip(times, kept, strict=True))
    return nearest(Fraction(above, of * sum(times)), 1)


def few_of(label: Label) -> int:
    """Return under how many people a share is not measured; releases before 2027.2 measure any."""
    return 5 if label.release == "2027.2" else 0


def measures_of(label: Label, case: Case) -> Measures:
    """Return the measures of a dossier, none of them made yet."""
    digits = {key: int(one["rounding"]["digits"]) for key, one in label.indicators.items()}
    return Measures(case["category"], case.get("facts", {}), case.get("inputs", {}), digits, few_of(label))


def points_of(label: Label, case: Case, m: Measures) -> dict[str, Any]:
    """Return the points of each question asked of a dossier whose facts are all told."""
    answers, names = answers_of(label, case), names_of(case["category"], case.get("facts", {}))
    points: dict[str, Any] = {}
    for question in label.asked(case["category"]):
        key = question["key"]
        if not holds(question.get("applies_if"), names):
            points[key] = NA
        elif "scored_by" in question:
            try:
                points[key] = measured(label.indicators[question["scored_by"]], m)
            except NotApplicable:
                points[key] = NA
            except (NotKnown, ZeroDivisionError):
                points[key] = UNKNOWN
        else:
            level = answers.get(key)
            points[key] = UNKNOWN if level is None else question["points"][level]
    return points


def reckon(label: Label, case: Case) -> Verdict:
    """Return the figures of a dossier whose facts are all told."""
    m = measures_of(label, case)
    points = points_of(label, case, m)
    return _concluded(label, case, points, {key: _shown(m, key) for key in label.indicators}, answers_of(label, case))


def complete(label: Label, case: Case, seen: Verdict, forced: dict[str, Any]) -> Verdict:
    """Return the figures of a dossier already seen, were the points of some questions of no known points these."""
    assert all(seen.points[key] is UNKNOWN for key in forced)
    answers = {key: level for key, level in answers_of(label, case).items() if key not in forced}
    return _concluded(label, case, seen.points | forced, seen.indicators, answers, seen)


def _concluded(
    label: Label,
    case: Case,
    points: dict[str, Any],
    indicators: dict[str, Any],
    answers: dict[str, str | None],
    seen: Verdict | None = None,
) -> Verdict:
    """Return the figures of a dossier of these points; a theme of the same points as one ``seen`` has its score."""
    category = case["category"]
    themes = {
        theme: seen.themes[theme]
        if seen is not None and all(points[key] is seen.points[key] for _, key in asked)
        else weighed([(weight, points[key]) for weight, key in asked])
        for theme, asked in label.weights(category).items()
    }
    weights = {theme: exact(one["weight"].get(category, "0")) for theme, one in label.themes.items()}
    total = weighed([(weight, themes[theme]) for theme, weight in weights.items() if weight])
    return Verdict(
        points=points,
        indicators=indicators,
        themes=themes,
        total=total,
        knock_outs=(fired := knocked_out(label, category, points, answers)),
        level=UNKNOWN if total is UNKNOWN else level_of(label, case, total, themes, weights, fired),
    )


def _shown(m: Measures, key: str) -> Any:
    try:
        return m.i(key)
    except NotApplicable:
        return NA
    except NotKnown:
        return UNKNOWN


def knocked_out(
    label: Label, category: str, points: dict[str, Any], answers: dict[str, str | None] | None = None
) -> list[str]:
    """Return the questions under the level below which nothing is awarded, in the order of the questionnaire.

    Levels are in the order of their list: several may be worth nothing, and points alone tell the lowest of them.
    """
    fired = []
    for question in label.asked(category):
        rule = question.get("knock_out")
        if rule is None or isinstance(points[question["key"]], str):
            continue
        read = re.fullmatch(r"level\((\w+)\) < '(\w+)'", rule["if"])
        assert read is not None
        assert read[1] == question["key"]
        ranks = list(question["points"])
        answer = (answers or {}).get(question["key"])
        found = answer or next(level for level in ranks if question["points"][level] == points[question["key"]])
        if ranks.index(found) < ranks.index(read[2]):
            fired.append(question["key"])
    return fired


# --- findings and award, typed again ----------------------------------------------------------------------------------


def majors(case: Case) -> int:
    """Count the major findings that stand: an old minor is one, and five minors make one more."""
    day = dt.date.fromisoformat(case["date"])

    def stands(finding: dict[str, Any]) -> bool:
        lifted = finding.get("lifted", False)
        return dt.date.fromisoformat(lifted) > day if isinstance(lifted, str) else not lifted

    found = [one for one in case.get("findings", []) if stands(one)]
    count = sum(one["kind"] == "major" for one in found)
    old = sum(one["kind"] == "minor" and bool(one.get("previous")) for one in found)
    fresh = sum(one["kind"] == "minor" for one in found) - old
    return count + old + (1 if fresh >= 5 else 0)


def floors_of(release: str, day: str) -> dict[str, int]:
    """Return the floors of a release on a day."""
    if release == "2009.1":
        return {"award": 60, "near": 50, "theme": 40, "weak": 20}
    late = day >= "2029-01-01"
    return {"award": 65 if late else 60, "near": 60 if late else 55, "theme": 40, "weak": 25}


def level_of(
    label: Label, case: Case, total: Any, themes: dict[str, Any], weights: dict[str, Fraction], fired: list[str]
) -> str:
    """Return the length proposed."""
    scores = [themes[key] for key, weight in weights.items() if weight and themes[key] is not NA]
    if total is NA or not scores:
        return "none"
    least, floor = min(scores), floors_of(label.release, case["date"])
    if label.release == "2009.1":
        if total >= floor["award"] and least >= floor["theme"]:
            return "granted_24"
        return "granted_12" if total >= floor["near"] and least >= floor["weak"] else "none"
    if majors(case) or fired:
        return "none"
    if total >= floor["award"] and least >= floor["theme"]:
        return "granted_24"
    weak = sum(score < floor["theme"] for score in scores)
    near = total >= floor["near"] and not weak
    one_weak = total >= floor["award"] and weak <= 1
    return "granted_12" if (near or one_weak) and least >= floor["weak"] else "none"


def eligible(release: str, case: Case) -> bool | str:
    """Tell whether a candidate may apply: a single no decides, else a single doubt."""
    facts, category, day = case.get("facts", {}), case["category"], case["date"]
    number = {key: Fraction(str(one)) for key, one in facts.items() if one is not None and not isinstance(one, bool)}

    def least(share: Fraction) -> bool | None:
        if "fte_total" not in number or "fte_france" not in number:
            return None
        # Of no job at all there is no share, and nothing left to learn that would make it enough.
        return number["fte_total"] > 0 and number["fte_france"] / number["fte_total"] >= share

    if release == "2009.1":
        asked = category == "in_house" or (category != "client_company" and day <= "2009-12-31")
        verdicts = [least(Fraction(60, 100)) if asked else True]
    else:
        register = case.get("register", {})
        withdrawn = register.get("recent_withdrawal")
        convicted = register.get("conviction", {}).get("labour_law")
        verdicts = [
            None if "months_active" not in number else number["months_active"] >= 24,
            least(Fraction(60, 100)) if category == "in_house" else True,
            True
            if category != "small_outsourcer"
            else (None if "headcount" not in number else number["headcount"] < 300),
            None if withdrawn is None else not withdrawn,
            None if convicted is None else not convicted,
        ]
    return False if False in verdicts else UNKNOWN if None in verdicts else True
