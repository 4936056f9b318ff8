"""What a company may try before it has an account: am I eligible, at what price. Answers stay in the address.

The rules are those of the release, judged by its engine: what is asked here is what they need, and what is not answered
stays unknown. The price is that of the grid in force, with the audit days that the release gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html

from filiere.core import Text
from filiere.referentials import Release
from filiere.referentials.pricing import Effort, Quote, estimate_effort, find_grid_in_force, make_quote
from filiere.referentials.scoring import Case
from filiere.site.candidature.eligibility import Eligibility, judge_case, keep_applying_rules
from filiere.site.candidature.forms import NumberField
from filiere.site.candidature.pricing import load_price_grids
from filiere.site.kit import fields
from filiere.site.label.code_labels import format_duration

YES, NO = "yes", "no"
SMALLER_CATEGORIES = {"outsourcer": "small_outsourcer"}
"""The shorter and cheaper questionnaire of the same trade, open under the size that the release gives."""
_YES_OR_NO = {YES: Text(fr="Oui", en="Yes"), NO: Text(fr="Non", en="No")}
_MONTHS_ASKED = re.compile(r"recent_withdrawal\(([0-9]+)\)")
WITHIN_FRANCE: Any = Text(fr="Part des emplois en France, en %", en="Share of jobs in France, in %")
HEADCOUNT: Any = Text(fr="Salariés du périmètre candidat", en="Employees within the applicant’s scope")

SITES: Any = Text(fr="Sites", en="Sites")
IN_HOUSE_ONLY: Any = Text(fr="Pour un centre intégré seulement.", en="For an in-house centre only.")
OUTSOURCERS_ONLY: Any = Text(fr="Pour un prestataire seulement.", en="For an outsourcer only.")


def _headcount_field(**options: Any) -> NumberField:
    return NumberField(
        label=HEADCOUNT,
        min_value=1,
        max_value=100_000,
        max_digits=6,
        decimal_places=0,
        **options,
    )


class EligibilityForm(forms.Form):
    """What the rules of eligibility need; a question left open leaves its rule open."""

    category = fields.ChoiceField(Text(fr="Vous êtes", en="You are"), widget=forms.RadioSelect)
    active = fields.ChoiceField(
        Text(fr="Ancienneté", en="Time in business"), words=_YES_OR_NO, widget=forms.RadioSelect, required=False
    )
    convicted = fields.ChoiceField(
        Text(fr="Condamnation", en="Conviction"), words=_YES_OR_NO, widget=forms.RadioSelect, required=False
    )
    withdrawn = fields.ChoiceField(
        Text(fr="Retrait", en="Withdrawal"), words=_YES_OR_NO, widget=forms.RadioSelect, required=False
    )
    share = NumberField(
        label=WITHIN_FRANCE,
        help_text=IN_HOUSE_ONLY,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
    )
    headcount = _headcount_field(
        help_text=OUTSOURCERS_ONLY,
        required=False,
    )

    def __init__(self, release: Release, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "eligible-%s"
        self.release, self.day = release, day
        fields.offer_choices(self, "category", _list_category_choices(release, notes=True))
        for name, words in _ask_in_words(release, day):
            self.fields[name].label = str(words)

    def judge(self) -> Eligibility:
        """Return how each rule that applies stands, by the engine of the release; the form is valid."""
        given = self.cleaned_data
        facts: dict[str, Any] = {}
        register: dict[str, Any] = {}
        months = self.release.parameter("active_months", self.day)
        if given["active"] and months is not None:
            facts["months_active"] = months if given["active"] == YES else months - 1
        if given["share"] is not None:
            facts |= {"fte_france": given["share"], "fte_total": Decimal(100)}
        if given["headcount"] is not None:
            facts["headcount"] = given["headcount"]
        if given["withdrawn"]:
            asked = dict.fromkeys(_withdrawal_months(self.release), given["withdrawn"] == YES)
            register["recent_withdrawal"] = asked
        if given["convicted"]:
            register["conviction"] = {"labour_law": given["convicted"] == YES}
        category = given["category"]
        found = judge_case(self.release, Case(category=category, date=self.day, facts=facts, registers=register))
        return keep_applying_rules(self.release, found, category, self.day)


class PriceForm(forms.Form):
    """What the price follows: the questionnaire, the headcount, the number of sites."""

    category = fields.ChoiceField(Text(fr="Questionnaire", en="Questionnaire"))
    headcount = _headcount_field()
    sites = NumberField(
        label=SITES,
        min_value=1,
        max_value=1_000,
        max_digits=4,
        decimal_places=0,
    )

    def __init__(self, release: Release, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "price-%s"
        self.release, self.day = release, day
        fields.offer_choices(self, "category", _list_category_choices(release))

    def estimate(self, today: date) -> tuple[Quote, Effort]:
        """Return the price of today and the work asked for; the form is valid. Raises `Faults` without a grid."""
        given = self.cleaned_data
        category, headcount, sites = given["category"], int(given["headcount"]), int(given["sites"])
        effort = estimate_effort(self.release, category, {"headcount": headcount}, sites=sites, day=self.day)
        grid = find_grid_in_force(load_price_grids(), self.release.head.referential, today)
        quote = make_quote(grid, category, headcount=headcount, sites=sites, audit_days=effort.audit_days, day=today)
        return quote, effort

    def is_wrong_size(self) -> bool:
        """Whether the questionnaire is for other sizes than the headcount given; the form is valid."""
        return _fits(self.release, self.day, self.cleaned_data["category"], self.cleaned_data["headcount"]) is False


def find_smaller_category(release: Release, day: date, category: str, headcount: Any) -> str | None:
    """Return the category for smaller companies that a headcount opens to whoever chose another; None where none is."""
    smaller = SMALLER_CATEGORIES.get(category)
    if headcount is None or smaller not in release.referential.categories:
        return None
    return smaller if smaller is not None and _fits(release, day, smaller, headcount) else None


def _fits(release: Release, day: date, category: str, headcount: Any) -> bool | None:
    """How the rule of size of the release stands; None where it has none."""
    found = judge_case(release, Case(category=category, date=day, facts={"headcount": int(headcount)}))
    return next((one.met for one in found.rules if one.key == "right_size"), None)


def _list_category_choices(release: Release, *, notes: bool = False) -> Iterator[tuple[str, Any]]:
    for key, category in release.referential.categories.items():
        note = str(category.note) if notes and category.note is not None else ""
        yield key, format_html("{} <small>{}</small>", str(category.text), note) if note else str(category.text)


def _withdrawal_months(release: Release) -> list[str]:
    rules = release.award.eligibility if release.award else ()
    return [found for one in rules for found in _MONTHS_ASKED.findall(one.when)]


def _ask_in_words(release: Release, day: date) -> Iterator[tuple[str, Text]]:
    """Give the questions whose numbers are those of the release."""
    months = release.parameter("active_months", day)
    if months is not None:
        count = int(months)
        yield (
            "active",
            Text(
                fr=f"Votre activité de relation client a au moins {count} mois",
                en=f"You have been handling customer contacts for at least {count} months",
            ),
        )
    for asked in _withdrawal_months(release)[:1]:
        yield (
            "withdrawn",
            Text(
                fr=f"Depuis {asked} mois, le label vous a été retiré",
                en=f"Your label was withdrawn in the last {asked} months",
            ),
        )
    for exclusion in release.award.exclusions if release.award else ():
        span = format_duration(exclusion.lasts)
        yield (
            "convicted",
            Text(
                fr=f"Depuis {span}, une condamnation définitive en droit du travail",
                en=f"You have had a final conviction under labour law in the last {span}",
            ),
        )
