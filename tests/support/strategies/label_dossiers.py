"""Dossiers of the label made up from a seed, drawn blind or close to a golden case, so that awards are met too."""

import random
from fractions import Fraction
from typing import Any

from support.oracles.label_oracle import Case, Label

BLIND = ("0", "0", "1", "2", "3", "5", "8", "20", "50", "100", "300", "0.25", "12.5")
DAYS = {
    "2009.1": ("2009-01-01", "2009-12-31", "2010-01-01", "2027-06-30"),
    "2027.1": ("2027-01-01", "2028-12-31", "2029-01-01", "2029-12-31"),
    "2027.2": ("2027-07-01", "2028-12-31", "2029-01-01", "2029-12-31"),
}
YES_OR_NO = (
    "has_cse",
    "union_delegate",
    "has_outbound",
    "has_offshore",
    "has_telework",
    "records_calls",
    "has_night_or_sunday",
    "has_agency_staff",
    "uses_outsourcers",
    "has_algorithmic_management",
)
SINCE_2027_2 = (
    "takes_card_payments",
    "asks_extended_hours",
    "sells_on_entrusted_contacts",
    "has_second_tier",
    "has_contact_automation",
    "has_automated_channels",
    "has_part_time",
    "has_variable_pay",
    "has_family_requests",
    "has_social_failings",
    "has_bound_buildings",
    "has_sales",
    "takes_commitments",
    "has_long_absences",
    "has_older_staff",
    "has_recruiting",
    "has_due_interviews",
    "has_automation_projects",
    "has_ended_contracts",
    "has_adaptation_requests",
    "has_ended_apprenticeships",
    "has_returning_hires",
    "has_site_aid",
    "calls_consumers",
    "company_of_fifty",
    "has_staff_questions",
    "has_job_cuts",
    "has_site_moves",
    "has_penalties",
    "has_won_contracts",
    "commits_or_chases",
    "has_equipment_out",
    "serves_consumers",
)


def asked_yes_or_no(label: Label) -> tuple[str, ...]:
    """Return the facts that are true or false in a release."""
    return (*YES_OR_NO, *SINCE_2027_2) if label.release == "2027.2" else YES_OR_NO


def blind(label: Label, category: str, seed: int) -> Case:
    """Return a whole dossier whose every word is drawn."""
    drawn = random.Random(f"{label.release} {category} {seed}")  # noqa: S311 - a test, not a secret.
    facts: dict[str, Any] = {key: drawn.random() < 0.6 for key in asked_yes_or_no(label)}
    facts["headcount"] = drawn.choice(("5", "10", "11", "49", "50", "299", "300", "900"))
    facts |= {"sites": drawn.choice(("1", "2")), "positions": "50", "fte_total": "100"}
    facts |= {"fte_france": drawn.choice(("59", "60")), "months_active": drawn.choice(("23", "24"))}
    inputs: dict[str, Any] = {}
    for indicator in label.indicators.values():
        for name, asked in indicator.get("inputs", {}).items():
            sites = int(facts["sites"]) if "per" in asked else 0
            drawable = tuple(asked["bounds"].values()) if "bounds" in asked else BLIND
            inputs[name] = [drawn.choice(drawable) for _ in range(sites)] or drawn.choice(drawable)
    findings = ([], [], [{"kind": "major"}], [{"kind": "minor"}] * 5) if label.release != "2009.1" else ([],)
    return {
        "category": category,
        "date": drawn.choice(DAYS[label.release]),
        "facts": facts,
        "answers": {one["key"]: drawn.choice(list(one["points"])) for one in label.asked(category) if one["points"]},
        "inputs": inputs,
        "findings": drawn.choice(findings),
        "register": {"recent_withdrawal": drawn.random() < 0.1, "conviction": {"labour_law": drawn.random() < 0.1}},
    }


def near(label: Label, category: str, seed: int) -> Case:
    """Return an ordinary dossier of the golden cases with a few answers, numbers and facts changed."""
    drawn = random.Random(f"near {label.release} {category} {seed}")  # noqa: S311 - a test, not a secret.
    base = next(one for one in label.cases if one.get("key") == category)
    other = blind(label, category, seed)
    changed = drawn.choice((0.05, 0.3, 0.6, 0.8))
    case = base | {"date": other["date"], "findings": drawn.choice(([], other["findings"]))}
    levels = {key: level for key, level in other["answers"].items() if drawn.random() < changed}
    case["answers"] = base.get("answers", {}) | levels
    for question in label.asked(category):
        # Most of these dossiers stay clear of what refuses them outright.
        if "knock_out" in question and drawn.random() < 0.98:
            case["answers"][question["key"]] = list(question["points"])[-1]
    case["inputs"] = {key: _moved(value, drawn) for key, value in base["inputs"].items()}
    turned = {key: other["facts"][key] for key in asked_yes_or_no(label) if drawn.random() < 0.3}
    case["facts"] = base["facts"] | turned
    return case


def _moved(value: Any, drawn: random.Random) -> Any:
    """Return a number of a dossier, sometimes halved or doubled, a site at a time."""
    if isinstance(value, dict):
        return {site: _moved(one, drawn) for site, one in value.items()}
    times = drawn.choice((1, 1, 1, 1, Fraction(1, 2), Fraction(3, 2), 2))
    return str(int(Fraction(value) * times)) if times != 1 and Fraction(value) >= 10 else value


def holed(case: Case, label: Label, seed: int) -> Case:
    """Return the dossier with one to three answers and up to two facts taken out."""
    drawn = random.Random(f"holes {seed}")  # noqa: S311 - a test, not a secret.
    asked = [one["key"] for one in label.asked(case["category"]) if one["points"]]
    answers = case.get("answers", {}) | dict.fromkeys(drawn.sample(asked, drawn.choice((1, 2, 3))))
    gone = drawn.sample([*YES_OR_NO, "headcount", "sites"], drawn.choice((0, 1, 2)))
    facts = {key: value for key, value in case["facts"].items() if key not in gone}
    return case | {"answers": answers, "facts": facts}
